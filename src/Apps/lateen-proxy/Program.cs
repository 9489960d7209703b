using System.Globalization;
using Lateen.Agent;
using Lateen.Agent.Options;
using Lateen.ProxyApp;
using Lateen.ProxyApp.Envoy;
using Lateen.ProxyApp.Hosting;
using Lateen.ProxyApp.Sidecar;

const string Usage = "usage: lateen-proxy sidecar|router [flags], lateen-proxy agent --proxy PATH sidecar|router [flags], or lateen-proxy -c BOOTSTRAP.json [Envoy's flags]";

static void Log(string line) => Console.Error.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ}\tinfo\tagent\t{line}"));

ProcessMemory.KeepSmall();
try
{
    return args switch
    {
        ["sidecar" or "router", ..] => await RunSidecarAsync(AgentCommandLine.Read(args, AgentCommandLine.ProcessEnvironment())),
        ["agent", .. var rest] => await RunAgentAsync(AgentCommandLine.Read(rest, AgentCommandLine.ProcessEnvironment())),
        [['-', ..], ..] => RunEnvoy(args),
        _ => throw new OptionsException(Usage),
    };
}
catch (OptionsException wrong)
{
    Console.Error.WriteLine($"lateen-proxy: {wrong.Message}");
    return 2;
}

static Random NewRandom() => new(Environment.ProcessId ^ Environment.TickCount);

static async Task<int> RunSidecarAsync(AgentOptions options)
{
    await using var proxy = new SidecarProxy(options, TimeProvider.System, NewRandom(), Log);
    using var signals = new EndSignals(proxy.Stop);
    return proxy.Run();
}

static async Task<int> RunAgentAsync(AgentOptions options)
{
    using var stop = new CancellationTokenSource();
    using var signals = new EndSignals(stop.Cancel);
    return await EnvoyAgent.RunAsync(options, TimeProvider.System, NewRandom(), Log, stop.Token);
}

static int RunEnvoy(string[] args)
{
    if (EnvoyFlags.Read(args, out string error) is not { } flags)
        return Fail(error);
    if (flags.Version)
    {
        Console.WriteLine($"lateen-proxy  version: {ProductVersion.Text}");
        return 0;
    }

    try
    {
        using var proxy = new EnvoyProxy(flags, BootstrapFile.Read(flags.File, flags.Inline, Log), NewRandom(), Log);
        IReadOnlyList<string> problems = proxy.Configure();
        if (problems.Count > 0)
            return Fail(string.Join('\n', problems));
        if (flags.Validate)
        {
            Console.WriteLine($"configuration '{flags.File}' OK");
            return 0;
        }

        using var signals = new EndSignals(proxy.Stop);
        return proxy.Run();
    }
    catch (InvalidDataException problem)
    {
        return Fail(problem.Message);
    }
}

static int Fail(string reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}
