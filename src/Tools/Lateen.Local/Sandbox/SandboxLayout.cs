using Lateen.Local.Pods;

namespace Lateen.Local.Sandbox;

/// <summary>
/// Where things are inside the mesh's own mount namespace: a file system in memory that nobody outside sees and that is gone with the
/// mesh. It is readable for the uids of the pods, which the user's home and the state folder are not.
/// </summary>
internal sealed record SandboxLayout(string Root)
{
    public string Programs(string name) => Path.Combine(Root, "programs", name);

    public string Namespace(PodPlan pod) => Path.Combine(Root, "net", pod.Key);

    public string Pod(PodPlan pod) => Path.Combine(Root, "pods", pod.Key);

    /// <summary>Empty: some frameworks watch or search everything below their working folder.</summary>
    public string WorkingFolder(PodPlan pod) => Path.Combine(Pod(pod), "work");

    public string Hosts(PodPlan pod) => Path.Combine(Pod(pod), "hosts");

    public string ResolverConfiguration(PodPlan pod) => Path.Combine(Pod(pod), "resolv.conf");

    public string Token(PodPlan pod) => Path.Combine(Pod(pod), "istio-token");

    public string ProxyState(PodPlan pod) => Path.Combine(Pod(pod), "proxy");

    public string RootCertificate => Path.Combine(Root, "root-cert.pem");
}
