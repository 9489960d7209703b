using System.Globalization;
using Lateen.Agent;
using Lateen.Agent.Options;
using Lateen.ProxyApp;
using Lateen.ProxyApp.Sidecar;

const string Usage = "usage: lateen-proxy sidecar|router [flags], or lateen-proxy agent --proxy PATH sidecar|router [flags]";

static void Log(string line) => Console.Error.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ}\tinfo\tagent\t{line}"));

try
{
    return args switch
    {
        ["sidecar" or "router", ..] => await RunSidecarAsync(AgentCommandLine.Read(args, AgentCommandLine.ProcessEnvironment())),
        ["agent", .. var rest] => await RunAgentAsync(AgentCommandLine.Read(rest, AgentCommandLine.ProcessEnvironment())),
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
