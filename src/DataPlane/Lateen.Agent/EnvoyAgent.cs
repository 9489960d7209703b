using System.Net.Http;
using Lateen.Agent.Certificates;
using Lateen.Agent.EnvoyProxy;
using Lateen.Agent.Health;
using Lateen.Agent.Options;
using Lateen.Agent.Sockets;

namespace Lateen.Agent;

/// <summary>
/// The agent with a proxy of its own beside it: keeps the certificate, serves SDS and ADS on Unix sockets, starts the proxy with a
/// bootstrap that points there, and ends when the proxy does, or drains it when asked to stop.
/// </summary>
public static class EnvoyAgent
{
    /// <summary>Runs until the proxy ends or <paramref name="stop"/> is cancelled. Returns the process's exit code.</summary>
    public static async Task<int> RunAsync(AgentOptions options, TimeProvider time, Random random, Action<string> log, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var quitting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var certificates = new CertificateSource(options, time, random, log);
        certificates.Start();
        await using var sockets = await AgentSockets.OpenAsync(options, certificates, time, log, stop);
        using var admin = new EnvoyAdmin(options);
        await using var status = new StatusServer(options, admin, quitting.Cancel);
        await status.StartAsync(stop);
        using var proxy = EnvoyProcess.Start(options, WriteBootstrap(options));
        try
        {
            var code = await proxy.WaitAsync(quitting.Token);
            log($"the proxy ended with exit code {code}");
            return code;
        }
        catch (OperationCanceledException)
        {
            status.Terminating();
            await DrainAsync(options, admin, proxy, time, log);
            return 0;
        }
    }

    static string WriteBootstrap(AgentOptions options)
    {
        var file = Path.Combine(Path.GetFullPath(options.StateDirectory), "envoy-rev.json");
        File.WriteAllText(file, EnvoyBootstrap.Build(options).ToJsonString());
        return file;
    }

    static async Task DrainAsync(AgentOptions options, EnvoyAdmin admin, EnvoyProcess proxy, TimeProvider time, Action<string> log)
    {
        try
        {
            log($"draining for {options.TerminationDrainSeconds} s");
            await admin.DrainAsync(CancellationToken.None);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.TerminationDrainSeconds), time);
            await proxy.WaitAsync(limit.Token);
        }
        catch (Exception over) when (over is HttpRequestException or OperationCanceledException)
        {
            // It is gone already, or its time is over.
        }
        finally
        {
            proxy.Kill();
        }
    }
}
