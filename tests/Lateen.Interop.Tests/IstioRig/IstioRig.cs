using Lateen.Interop.Tests.Namespaces;
using Lateen.Testing;

namespace Lateen.Interop.Tests.IstioRig;

/// <summary>
/// Real Istio with pods: istiod on a real API server, and in network namespaces "server" and "client" with our proxy started by the real pilot-agent,
/// "plainagent" with our agent and proxy in one process, and "plain" with nothing.
/// </summary>
public sealed class IstioRig : IDisposable
{
    const string Scripts = "tests/Lateen.Interop.Tests/IstioRig";

    readonly string folder = Directory.CreateTempSubdirectory("lateen-rig-").FullName;
    readonly PrivateNetwork? network;
    readonly string kubectl = "";

    public IstioRig()
    {
        WhyNot = PrivateNetwork.WhyNot;
        if (Environment.GetEnvironmentVariable("ISTIO_PEERS") is not { Length: > 0 } istio || !File.Exists(Path.Combine(istio, "rig")))
            WhyNot = "ISTIO_PEERS is not set: no real Istio";
        else if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is not { Length: > 0 } kubernetes)
            WhyNot = "KUBEBUILDER_ASSETS is not set: no API server";
        else if (WhyNot is null)
        {
            kubectl = Path.Combine(kubernetes, "kubectl");
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            network = Open(istio);
        }
    }

    /// <summary>Null when it runs.</summary>
    public string? WhyNot { get; }

    /// <summary>What the rig said of its pods.</summary>
    public string Started => network!.Started;

    string State => Path.Combine(folder, "rig");

    /// <summary>The file with the mesh's root certificate.</summary>
    public string RootCertificate => Path.Combine(State, "root-cert.pem");

    /// <summary>curl in a pod; the body.</summary>
    public string Curl(string pod, params IEnumerable<string> arguments) => Run(pod, ["curl", "-s", "-m", "10", .. arguments]);

    /// <summary>A command in a pod; what it wrote.</summary>
    public string Run(string pod, params IEnumerable<string> command) => network!.Run(["ip", "netns", "exec", $"rig-{pod}", .. command]);

    /// <summary>curl where istiod is.</summary>
    public string CurlIstiod(string address) => network!.Run("curl", "-s", "-m", "10", address);

    /// <summary>Applies a manifest.</summary>
    public void Apply(string name)
    {
        var output = network!.Run(kubectl, "--kubeconfig", Path.Combine(State, "cl/admin.kubeconfig"), "apply", "-f", Repository.PathOf($"{Scripts}/{name}"));
        if (output.Contains("ended with", StringComparison.Ordinal))
            throw new InvalidOperationException(output);
    }

    public string Log(string pod) => File.ReadAllText(Path.Combine(State, pod, "agent.log"));

    public void Dispose()
    {
        network?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    PrivateNetwork Open(string istio)
    {
        var script = Repository.PathOf($"{Scripts}/pods.sh");
        return PrivateNetwork.Open($"source '{script}' up", $"source '{script}' down", new Dictionary<string, string>
        {
            ["PEERS"] = Path.GetDirectoryName(istio)!,
            ["ENVOY"] = Repository.Built("lateen-proxy"),
            ["ISTIO_FILTERS"] = "1",
            ["STATE"] = State,
            ["SCRIPTS"] = Repository.PathOf(Scripts),
        });
    }
}
