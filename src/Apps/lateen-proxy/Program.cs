using System.Runtime.InteropServices;
using Lateen.Agent;
using Lateen.Agent.Options;

static void Log(string line) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ}\tinfo\tagent\t{line}");

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    if (args is not ["agent", .. var rest])
        throw new OptionsException("usage: lateen-proxy agent --proxy PATH sidecar|router [flags]");
    var options = AgentCommandLine.Read(rest, AgentCommandLine.ProcessEnvironment());
    return await EnvoyAgent.RunAsync(options, TimeProvider.System, new Random(Environment.ProcessId ^ Environment.TickCount), Log, stop.Token);
}
catch (OptionsException wrong)
{
    Console.Error.WriteLine($"lateen-proxy: {wrong.Message}");
    return 2;
}
