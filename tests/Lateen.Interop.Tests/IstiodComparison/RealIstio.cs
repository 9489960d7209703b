using System.Diagnostics;
using System.Globalization;
using k8s.Models;
using Lateen.Config;
using Lateen.Config.Reading;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>A Kubernetes control plane and istiod on loopback. No pod runs: their addresses are written into their status.</summary>
sealed class RealIstio : IDisposable
{
    static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    readonly string folder = Directory.CreateTempSubdirectory("lateen-istiod-").FullName;
    readonly string kubernetes;
    readonly string istio;
    readonly int port;
    readonly Process istiod;

    RealIstio(string kubernetes, string istio, int port)
    {
        (this.kubernetes, this.istio, this.port) = (kubernetes, istio, port);
        Run(Path.Combine(kubernetes, "cluster"), Path.Combine(folder, "cluster"), port.ToString(CultureInfo.InvariantCulture));
        Kubectl("create", "namespace", "istio-system");
        var manifest = Path.Combine(folder, "manifest.yaml");
        File.WriteAllText(manifest, Run(Path.Combine(istio, "istioctl"), "manifest", "generate"));
        Kubectl("apply", "--server-side", "-f", manifest);
        Kubectl("delete", "validatingwebhookconfiguration,mutatingwebhookconfiguration", "--all");
        istiod = StartIstiod();
    }

    /// <summary>istiod's plaintext xDS port.</summary>
    public string Address => $"http://127.0.0.1:{port + 10}";

    /// <summary>Starts both; null when the variables that say where they are are not set.</summary>
    public static RealIstio? Start(int port)
    {
        var kubernetes = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        var istio = Environment.GetEnvironmentVariable("ISTIO_PEERS");
        return string.IsNullOrEmpty(kubernetes) || string.IsNullOrEmpty(istio) ? null : new RealIstio(kubernetes, istio, port);
    }

    /// <summary>Applies a manifest, and gives its pods the addresses that their status says.</summary>
    public void Apply(string manifest)
    {
        Kubectl("apply", "-f", manifest);
        foreach (var pod in ConfigReader.Read(manifest, File.ReadAllText(manifest), "default").Objects.Where(item => item.Kind == Kinds.Pod))
        {
            if (pod.As<V1Pod>().Status?.PodIP is { Length: > 0 } address)
                SetStatus(pod, address);
        }
    }

    /// <summary>Everything that configuration is generated from, as the API server has it.</summary>
    public string Objects()
    {
        string[] kinds =
        [
            "services", "endpointslices", "pods", "virtualservices.networking.istio.io", "destinationrules.networking.istio.io",
            "gateways.networking.istio.io", "peerauthentications.security.istio.io",
        ];
        return string.Join("\n---\n", kinds.Select(kind => Kubectl("get", kind, "-A", "-o", "yaml")));
    }

    public void Dispose()
    {
        istiod.Kill();
        istiod.WaitForExit();
        istiod.Dispose();
        foreach (var line in File.ReadAllLines(Path.Combine(folder, "cluster", "pids")))
            EndStarted(int.Parse(line, CultureInfo.InvariantCulture));
        Directory.Delete(folder, recursive: true);
    }

    static void EndStarted(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    void SetStatus(ConfigObject pod, string address) => Kubectl(
        "-n", pod.Namespace, "patch", "pod", pod.Name, "--subresource=status", "--type=merge", "-p",
        $$$"""{"status":{"phase":"Running","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}],"conditions":[{"type":"Ready","status":"True"}]}}""");

    Process StartIstiod()
    {
        File.WriteAllText(Path.Combine(folder, "mesh.yaml"), "trustDomain: cluster.local\ndefaultProviders: {metrics: [prometheus]}\n");
        var start = new ProcessStartInfo(Path.Combine(istio, "pilot-discovery")) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[]
                 {
                     "discovery", "--kubeconfig", Path.Combine(folder, "cluster", "admin.kubeconfig"), "--meshConfig", "mesh.yaml", "--httpAddr", At(11),
                     "--grpcAddr", At(10), "--secureGRPCAddr", At(12), "--httpsAddr", At(13), "--monitoringAddr", At(14), "--ctrlz_port", "0",
                 })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["POD_NAMESPACE"] = "istio-system";
        start.Environment["POD_NAME"] = "istiod-1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        WaitUntilReady();
        return process;
    }

    void WaitUntilReady()
    {
        using var http = new HttpClient();
        Eventually.True(() => IsReady(http), StartDeadline, "istiod is not ready");
    }

    bool IsReady(HttpClient http)
    {
        try
        {
            using var response = http.Send(new HttpRequestMessage(HttpMethod.Get, $"http://{At(11)}/ready"), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    string At(int offset) => $"127.0.0.1:{port + offset}";

    string Kubectl(params string[] arguments) =>
        Run(Path.Combine(kubernetes, "kubectl"), ["--kubeconfig", Path.Combine(folder, "cluster", "admin.kubeconfig"), .. arguments]);

    static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        // Not to the end of the stream: what the program leaves running holds it open.
        var output = program.EndsWith("cluster", StringComparison.Ordinal) ? process.StandardOutput.ReadLine() ?? "" : process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
