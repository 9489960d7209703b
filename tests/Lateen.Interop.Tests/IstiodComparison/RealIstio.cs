using System.Diagnostics;
using System.Globalization;
using k8s.Models;
using Lateen.Config;
using Lateen.Config.Reading;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>
/// A Kubernetes control plane and istiod on loopback. No pod runs: their addresses are written into their status. With <c>LATEEN_KEPT_ISTIO</c> naming a
/// folder, both are kept for the next run, which then begins in a second rather than in half a minute.
/// </summary>
sealed class RealIstio : IDisposable
{
    /// <summary>What istiod is told of the mesh unless a case says more.</summary>
    public const string MeshDefaults = "trustDomain: cluster.local\ndefaultProviders: {metrics: [prometheus]}\n";

    const string KeptVariable = "LATEEN_KEPT_ISTIO", Started = "istiod.pid";

    static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);

    readonly string folder;
    readonly string kubernetes;
    readonly string istio;
    readonly int port;
    readonly bool isKept;

    RealIstio(string kubernetes, string istio, int port)
    {
        var kept = Environment.GetEnvironmentVariable(KeptVariable);
        isKept = !string.IsNullOrEmpty(kept);
        (this.kubernetes, this.istio, this.port) = (kubernetes, istio, port);
        folder = isKept ? Directory.CreateDirectory(kept!).FullName : Directory.CreateTempSubdirectory("lateen-istiod-").FullName;
        SetMesh("");
        if (File.Exists(Path.Combine(folder, Started)))
            WaitUntilReady();
        else
            StartAll();
    }

    void StartAll()
    {
        Run(Path.Combine(kubernetes, "cluster"), Path.Combine(folder, "cluster"), port.ToString(CultureInfo.InvariantCulture));
        Kubectl("create", "namespace", "istio-system");
        var manifest = Path.Combine(folder, "manifest.yaml");
        File.WriteAllText(manifest, Run(Path.Combine(istio, "istioctl"), "manifest", "generate"));
        Kubectl("apply", "--server-side", "-f", manifest);
        Kubectl("delete", "validatingwebhookconfiguration,mutatingwebhookconfiguration", "--all");
        File.WriteAllText(Path.Combine(folder, Started), StartIstiod().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>How long istiod may take to agree: somebody who keeps it between runs wants to see differences at once.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(isKept ? 3 : 20);

    /// <summary>istiod's plaintext xDS port.</summary>
    public string Address => $"http://127.0.0.1:{port + 10}";

    /// <summary>Its port for clients that prove who they are.</summary>
    public string SecureAddress => $"https://127.0.0.1:{port + 12}";

    /// <summary>A token of a service account, as a pod of its has it.</summary>
    public string Token(string space, string account) => Kubectl("create", "token", account, "-n", space, "--audience", "istio-ca").Trim();

    /// <summary>Starts both; null when the variables that say where they are are not set.</summary>
    public static RealIstio? Start(int port)
    {
        var kubernetes = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        var istio = Environment.GetEnvironmentVariable("ISTIO_PEERS");
        return string.IsNullOrEmpty(kubernetes) || string.IsNullOrEmpty(istio) ? null : new RealIstio(kubernetes, istio, port);
    }

    /// <summary>Applies manifests, and gives the pods of the last one the addresses that their status says.</summary>
    public void Apply(params string[] manifests)
    {
        Kubectl(["apply", .. manifests.SelectMany(manifest => (string[])["-f", manifest])]);
        var last = manifests[^1];
        foreach (var pod in ConfigReader.Read(last, File.ReadAllText(last), "default").Objects.Where(item => item.Kind == Kinds.Pod))
        {
            if (pod.As<V1Pod>().Status?.PodIP is { Length: > 0 } address)
                SetStatus(pod, address);
        }
    }

    /// <summary>Brings a manifest's objects back to what it says, except their status.</summary>
    public void Restore(string manifest) => Kubectl("apply", "-f", manifest);

    /// <summary>Takes a manifest's objects away.</summary>
    public void Remove(string manifest) => Kubectl("delete", "-f", manifest, "--ignore-not-found", "--force", "--grace-period=0", "--wait=true");

    /// <summary>Applies text.</summary>
    public void ApplyText(string yaml)
    {
        var file = Path.Combine(folder, "text.yaml");
        File.WriteAllText(file, yaml);
        Kubectl("apply", "-f", file);
    }

    /// <summary>Settings of the mesh over <see cref="MeshDefaults"/>; istiod reads them again by itself.</summary>
    public void SetMesh(string settings)
    {
        var path = Path.Combine(folder, "mesh.yaml");
        if (!File.Exists(path) || File.ReadAllText(path) != MeshDefaults + settings)
            File.WriteAllText(path, MeshDefaults + settings);
    }

    /// <summary>Everything that configuration is generated from, as the API server has it.</summary>
    public string Objects() => Kubectl("get", string.Join(',', Watched), "-A", "-o", "yaml");

    static readonly string[] Watched =
    [
        "namespaces", "services", "endpointslices", "pods", "virtualservices.networking.istio.io", "destinationrules.networking.istio.io",
        "gateways.networking.istio.io", "peerauthentications.security.istio.io", "serviceentries.networking.istio.io", "workloadentries.networking.istio.io",
        "sidecars.networking.istio.io", "authorizationpolicies.security.istio.io", "requestauthentications.security.istio.io",
    ];

    public void Dispose()
    {
        if (isKept)
            return;
        EndStarted(int.Parse(File.ReadAllText(Path.Combine(folder, Started)), CultureInfo.InvariantCulture));
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

    int StartIstiod()
    {
        // Through a shell that writes its output away: a kept istiod outlives this process.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in new[]
                 {
                     "-c", "exec \"$0\" \"$@\" >istiod.log 2>&1 </dev/null", Path.Combine(istio, "pilot-discovery"), "discovery", "--kubeconfig", Path.Combine(folder, "cluster", "admin.kubeconfig"), "--meshConfig", "mesh.yaml", "--httpAddr", At(11),
                     "--grpcAddr", At(10), "--secureGRPCAddr", At(12), "--httpsAddr", At(13), "--monitoringAddr", At(14), "--ctrlz_port", "0",
                 })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["POD_NAMESPACE"] = "istio-system";
        start.Environment["POD_NAME"] = "istiod-1";
        using var process = Process.Start(start)!;
        WaitUntilReady();
        return process.Id;
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
