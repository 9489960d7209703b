using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Lateen.Agent.Options;

namespace Lateen.Agent.EnvoyProxy;

/// <summary>The proxy that runs beside the agent, started with the flags that Istio passes.</summary>
public sealed class EnvoyProcess : IDisposable
{
    readonly Process process;

    EnvoyProcess(Process process) => this.process = process;

    /// <summary>Starts it. Its output goes to this process's.</summary>
    /// <exception cref="OptionsException">There is no such program, or it cannot be started.</exception>
    public static EnvoyProcess Start(AgentOptions options, string bootstrapFile)
    {
        ArgumentNullException.ThrowIfNull(options);
        var start = new ProcessStartInfo(options.ProxyPath ?? throw new OptionsException("--proxy is missing")) { UseShellExecute = false };
        foreach (var argument in Arguments(options, bootstrapFile))
            start.ArgumentList.Add(argument);
        try
        {
            return new EnvoyProcess(Process.Start(start) ?? throw new OptionsException($"{options.ProxyPath} did not start"));
        }
        catch (Win32Exception cannot)
        {
            throw new OptionsException($"the proxy {options.ProxyPath} cannot be started: {cannot.Message}");
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>Kills it.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill();
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    static IEnumerable<string> Arguments(AgentOptions options, string bootstrapFile) =>
    [
        "-c", bootstrapFile,
        "--drain-time-s", options.DrainSeconds.ToString(CultureInfo.InvariantCulture),
        "--drain-strategy", "immediate",
        "--local-address-ip-version", options.InstanceAddresses[0].Contains(':', StringComparison.Ordinal) ? "v6" : "v4",
        "--file-flush-interval-msec", "1000",
        "--disable-hot-restart",
        "--allow-unknown-static-fields",
        "-l", options.LogLevel,
        "--concurrency", options.Concurrency.ToString(CultureInfo.InvariantCulture),
    ];
}
