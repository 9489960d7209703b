using System.Net;
using Lateen.Local.Processes;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>The mesh's <c>lateen discovery</c>, a process of its own on the node's address.</summary>
internal sealed class ControlPlane(Launch launch, MeshDirectory directory, IPAddress address, LogFile log, TimeProvider time) : IDisposable
{
    const int HttpPort = 8080;
    static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(100);

    /// <summary>A control plane that is not ready by then never will be.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public Supervisor Supervisor { get; } = new(() => LoggedProcess.Start(Command(launch, directory, address), EnvironmentOf(launch, directory), log), time);

    public string RootCertificate => Path.Combine(directory.ControlPlane, "root-cert.pem");

    public void Dispose() => http.Dispose();

    /// <summary>Waits until it serves.</summary>
    /// <exception cref="LocalMeshException">It doesn't; the message has the last lines of its log.</exception>
    public async Task WaitUntilReady(string logFile, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (!await IsReady(cancel))
        {
            if (time.GetElapsedTime(started) > Patience || Supervisor.State.Restarts >= 3)
                throw new LocalMeshException($"the control plane does not become ready ({Supervisor.State.Trouble}). Its log ends with:\n{LastLines(logFile)}");
            await Task.Delay(BetweenProbes, time, cancel);
        }
    }

    async Task<bool> IsReady(CancellationToken cancel)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"http://{address}:{HttpPort}/ready"), cancel);
            return response.IsSuccessStatusCode && File.Exists(RootCertificate);
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    static IReadOnlyList<string> Command(Launch launch, MeshDirectory directory, IPAddress address) =>
    [
        .. launch.Self, "discovery", .. launch.Files.SelectMany(file => (string[])["--files", file]),
        "--registry", directory.Registry, "--listen", address.ToString(), "--state", directory.ControlPlane,
    ];

    static Dictionary<string, string> EnvironmentOf(Launch launch, MeshDirectory directory) => new()
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
        [Containers.ContainerPlanner.MeshVariable] = directory.Root,
        ["HOME"] = "/",
        ["DOTNET_ROOT"] = launch.DotnetRoot,
        ["DOTNET_gcServer"] = "0",
        // Programs that start together on few processors: the compiler's time is what they wait for.
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableDiagnostics"] = "0",
    };

    static string LastLines(string file) => File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(8)) : "(nothing)";
}
