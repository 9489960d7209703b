using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lateen.Core;

namespace Lateen.Agent.Options;

/// <summary>
/// Reads the agent's options: the environment that Istio's injection sets for pilot-agent (POD_NAME, INSTANCE_IP, ISTIO_META_*, PROXY_CONFIG, …), then
/// flags, which win.
/// </summary>
public sealed class AgentCommandLine
{
    static readonly string[] Flags =
    [
        "--admin-port", "--ca-address", "--concurrency", "--discovery-address", "--discovery-name", "--domain", "--drain-time-s", "--log-level",
        "--outbound-mark", "--pod-addresses", "--proxy", "--root-cert", "--state-dir", "--status-port", "--token-file",
    ];

    readonly IReadOnlyDictionary<string, string> environment;
    readonly Dictionary<string, string> flags = new(StringComparer.Ordinal);
    readonly JsonObject proxyConfig;
    ProxyRole? role;

    AgentCommandLine(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        this.environment = environment;
        ReadArguments(arguments);
        proxyConfig = ReadProxyConfig();
    }

    /// <summary>Reads the options of "sidecar|router [flags]".</summary>
    /// <exception cref="OptionsException">Something is missing or wrong.</exception>
    public static AgentOptions Read(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        return new AgentCommandLine(arguments, environment).Build();
    }

    /// <summary>This process's environment.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment()
    {
        var variables = Environment.GetEnvironmentVariables();
        return variables.Keys.Cast<string>().ToDictionary(key => key, key => (string?)variables[key] ?? "", StringComparer.Ordinal);
    }

    AgentOptions Build()
    {
        var podNamespace = Required("POD_NAMESPACE");
        var discovery = Flag("--discovery-address") ?? ConfigText("discoveryAddress") ?? "istiod.istio-system.svc:15012";
        var options = new AgentOptions
        {
            Role = role ?? throw new OptionsException("say what the proxy is for: sidecar or router"),
            PodName = Required("POD_NAME"),
            Namespace = podNamespace,
            ServiceAccount = Variable("SERVICE_ACCOUNT") ?? "default",
            InstanceAddresses = Required("INSTANCE_IP").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            TrustDomain = Variable("TRUST_DOMAIN") ?? "cluster.local",
            DnsDomain = Flag("--domain") ?? $"{podNamespace}.svc.cluster.local",
            DiscoveryAddress = discovery,
            CaAddress = Flag("--ca-address") ?? Variable("CA_ADDR") ?? discovery,
            DiscoveryName = Flag("--discovery-name") ?? Variable("ISTIOD_SAN") ?? AgentOptions.DefaultDiscoveryName,
            ClusterId = Variable("ISTIO_META_CLUSTER_ID") ?? "Kubernetes",
            CertificateLife = CertificateLife(),
            TokenFile = Flag("--token-file") ?? "./var/run/secrets/tokens/istio-token",
            RootCertificateFile = Flag("--root-cert") ?? "./var/run/secrets/istio/root-cert.pem",
            StateDirectory = Flag("--state-dir") ?? ConfigText("configPath") ?? "./etc/istio/proxy",
            Concurrency = Number("--concurrency", 0, 256) ?? ConfigNumber("concurrency") ?? 2,
            DrainSeconds = Number("--drain-time-s", 0, 86400) ?? 45,
            AdminPort = Number("--admin-port", 1, 65535) ?? ConfigNumber("proxyAdminPort") ?? 15000,
            StatusPort = Number("--status-port", 1, 65535) ?? ConfigNumber("statusPort") ?? 15020,
            OutboundMark = Number("--outbound-mark", 0, int.MaxValue) ?? 0,
            PodAddressesFile = Flag("--pod-addresses"),
            ProxyPath = Flag("--proxy"),
            LogLevel = Flag("--log-level") ?? "warning",
            Metadata = [],
        };
        if (options.InstanceAddresses.Count == 0)
            throw new OptionsException("INSTANCE_IP is empty; it must hold the pod's IP address");
        if (options is { PodAddressesFile: not null, ProxyPath: not null })
            throw new OptionsException("--pod-addresses and --proxy exclude each other: only lateen-proxy itself can share a network with other pods");
        return options with { Metadata = NodeMetadata.Build(options, environment, proxyConfig) };
    }

    void ReadArguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (Enum.TryParse<ProxyRole>(argument, ignoreCase: true, out var named) && !char.IsAsciiDigit(argument[0]))
                role = named;
            else if (argument.Split('=', 2) is [var name, var value] && Flags.Contains(name, StringComparer.Ordinal))
                flags[name] = value;
            else if (!Flags.Contains(argument, StringComparer.Ordinal))
                throw new OptionsException($"{argument} is not known here; roles are sidecar and router, flags are {string.Join(" ", Flags)}");
            else if (++i == arguments.Count)
                throw new OptionsException($"{argument} needs a value");
            else
                flags[argument] = arguments[i];
        }
    }

    JsonObject ReadProxyConfig()
    {
        if (Variable("PROXY_CONFIG") is not { } text)
            return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new OptionsException("PROXY_CONFIG is not a JSON object");
        }
        catch (JsonException wrong)
        {
            throw new OptionsException($"PROXY_CONFIG is not JSON: {wrong.Message}");
        }
    }

    /// <summary>At least a second: the CA counts in seconds.</summary>
    TimeSpan CertificateLife()
    {
        if (Variable("SECRET_TTL") is not { } text)
            return TimeSpan.FromHours(24);
        return DurationText.TryParse(text, out TimeSpan life) && life >= TimeSpan.FromSeconds(1)
            ? life : throw new OptionsException($"SECRET_TTL must be a duration of at least one second, such as 24h0m0s, not {text}");
    }

    string Required(string name) =>
        Variable(name) ?? throw new OptionsException($"the environment variable {name} is missing; the agent cannot tell which pod it serves");

    string? Variable(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    string? Flag(string name) => flags.GetValueOrDefault(name);

    int? Number(string name, int low, int high)
    {
        if (Flag(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number : throw new OptionsException($"{name} must be a number from {low} to {high}, not {text}");
    }

    string? ConfigText(string name) => proxyConfig[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    int? ConfigNumber(string name) => proxyConfig[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
