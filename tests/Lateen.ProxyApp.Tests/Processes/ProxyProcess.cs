using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>The built `lateen-proxy`, or any program with Envoy's flags, as a process of its own with a static bootstrap.</summary>
sealed class ProxyProcess : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly DirectoryInfo folder;
    readonly List<string> output = [];

    ProxyProcess(Process process, DirectoryInfo folder) => (this.process, this.folder) = (process, folder);

    /// <summary>The executable that this build made.</summary>
    public static string Lateen { get; } = Path.Combine(AppContext.BaseDirectory, "lateen-proxy");

    public int Id => process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return string.Join('\n', output);
        }
    }

    /// <summary>Starts it and waits until it is live.</summary>
    /// <param name="descriptors">The limit on open descriptors; 0 leaves it as it is.</param>
    public static async Task<ProxyProcess> StartAsync(JsonObject bootstrap, int adminPort, string? program = null, int concurrency = 1, int descriptors = 0)
    {
        var proxy = Launch(bootstrap, program ?? Lateen, concurrency, descriptors);
        try
        {
            await Eventually.TrueAsync(() => proxy.IsLiveAsync(adminPort), Deadline, () => $"the proxy is not live: {proxy.Output}");
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
        return proxy;
    }

    /// <summary>Starts one that is expected to end by itself; returns its exit code and what it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(JsonObject bootstrap)
    {
        await using var proxy = Launch(bootstrap, Lateen, 1, 0);
        using var stop = new CancellationTokenSource(Deadline);
        await proxy.process.WaitForExitAsync(stop.Token);
        return (proxy.process.ExitCode, proxy.Output);
    }

    /// <summary>Processor time that it has used, over all threads.</summary>
    public TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>Bytes of memory that are the process's alone (Private_Clean and Private_Dirty of smaps_rollup).</summary>
    public long PrivateBytes() => File.ReadLines($"/proc/{Id}/smaps_rollup")
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal) && !line.StartsWith("Private_Hugetlb", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)) * 1024;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Delete(recursive: true);
    }

    static ProxyProcess Launch(JsonObject bootstrap, string program, int concurrency, int descriptors)
    {
        var folder = Directory.CreateTempSubdirectory("lateen-proxy-test-");
        var file = Path.Combine(folder.FullName, "bootstrap.json");
        File.WriteAllText(file, bootstrap.ToJsonString());
        // The shell sets the limit and becomes the program.
        var limit = descriptors > 0 ? $"ulimit -n {descriptors}; " : "";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{limit}exec \"$@\"", "sh", program, "-c", file, "--concurrency", $"{concurrency}", "--use-dynamic-base-id"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var proxy = new ProxyProcess(Process.Start(start)!, folder);
        proxy.process.ErrorDataReceived += proxy.Keep;
        proxy.process.OutputDataReceived += proxy.Keep;
        proxy.process.BeginErrorReadLine();
        proxy.process.BeginOutputReadLine();
        return proxy;
    }

    void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (output) output.Add(line.Data);
    }

    async Task<bool> IsLiveAsync(int adminPort)
    {
        if (process.HasExited) throw new InvalidOperationException($"the proxy ended with {process.ExitCode}: {Output}");
        return await Admin.TryGetAsync(adminPort, "/ready") == "LIVE\n";
    }
}
