namespace Lateen.Interop.Tests.Differential;

/// <summary>Loopback addresses that nobody else on the machine uses, so that no port has to be looked for.</summary>
static class LoopbackPlan
{
    public const int Port = 8080;
    static readonly int Block = 64 + (Environment.ProcessId % 128);
    static readonly int Net = Environment.ProcessId / 128 % 200;

    /// <summary>Applications that answer, by the name in the registry.</summary>
    public static readonly IReadOnlyDictionary<string, string> Upstreams = new Dictionary<string, string> { ["V1"] = Of(1, 1), ["V2"] = Of(1, 2), ["OTHER"] = Of(1, 3) };

    /// <summary>Nobody listens here.</summary>
    public static readonly string Dead = Of(1, 99);

    /// <summary>Where a proxy listens for a case.</summary>
    public static string Listener(int proxy, int number) => Of(10 + proxy, 1 + number);

    public static string Admin(int proxy) => Of(20, 1 + proxy);

    /// <summary>A registry with its names replaced by addresses.</summary>
    public static string Fill(string yaml) =>
        Upstreams.Aggregate(yaml.Replace("$DEAD", Dead, StringComparison.Ordinal), (text, one) => text.Replace($"${one.Key}", one.Value, StringComparison.Ordinal));

    static string Of(int group, int host) => $"127.{Block}.{Net + group}.{host}";
}
