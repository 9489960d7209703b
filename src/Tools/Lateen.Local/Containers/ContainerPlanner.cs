using System.Globalization;
using k8s.Models;
using Lateen.Local.Images;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Registry;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Containers;

/// <summary>Turns a pod's containers, and its proxy, into programs with their environments.</summary>
/// <param name="images">What runs for an image.</param>
/// <param name="proxy">How proxies are started.</param>
/// <param name="sandbox">What pods run in.</param>
/// <param name="meshFolder">The mesh's state folder, which marks its processes.</param>
internal sealed class ContainerPlanner(ImageCatalog images, ProxyCommand proxy, ISandbox sandbox, string meshFolder)
{
    /// <summary>The variable that tells the processes of one mesh from all others.</summary>
    public const string MeshVariable = "LATEEN_MESH";

    /// <summary>The folder of programs with .NET.</summary>
    public const string DotnetFolder = "dotnet";

    /// <summary>The image of a container that injection fills in: the proxy of a gateway.</summary>
    const string AutomaticImage = "auto";

    /// <summary>The programs of a pod, the proxy first.</summary>
    /// <exception cref="LocalMeshException">A container can't run here.</exception>
    public IReadOnlyList<ContainerPlan> Plan(PodPlan pod, IEnumerable<V1Service> services, PodNetwork network)
    {
        var applications = pod.Spec.Containers.Where(container => !(pod.Role == ProxyRole.Router && container.Image == AutomaticImage)).ToArray();
        var links = ServiceLinks(services.Where(service => service.Namespace() == pod.Namespace));
        foreach (var (name, value) in sandbox.EnvironmentOf(pod, network))
            links[name] = value;
        var programs = applications.Select(container => Application(pod, container, links));
        return pod.HasProxy ? [proxy.For(pod, sandbox.ProxyOf(pod), applications, Basics(pod)), .. programs] : [.. programs];
    }

    ContainerPlan Application(PodPlan pod, V1Container container, Dictionary<string, string> links)
    {
        if (!images.TryFind(container.Image ?? "", out var image))
            throw new LocalMeshException($"pod {pod.Namespace}/{pod.Name}: image {container.Image} can't run here; name a command for it under local: in lateen.yaml beside the manifests.");
        var environment = Basics(pod);
        foreach (var (name, value) in links)
            environment[name] = value;
        foreach (var variable in container.Env ?? [])
            environment[variable.Name] = VariableReferences.Expand(ValueOf(variable, pod), environment);
        // As in Kubernetes: command replaces the image's entry point, args its arguments.
        IReadOnlyList<string> command = container.Command is { Count: > 0 } own ? [.. own, .. container.Args ?? []]
            : container.Args is { Count: > 0 } arguments ? [image[0], .. arguments] : image;
        return new ContainerPlan(container.Name, [.. command.Select(word => VariableReferences.Expand(word, environment))], environment, pod.ApplicationUserId, KeepsNetAdmin: false);
    }

    Dictionary<string, string> Basics(PodPlan pod) => new()
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
        ["HOME"] = "/",
        ["HOSTNAME"] = pod.Name,
        ["LANG"] = "C.UTF-8",
        ["POD_IP"] = pod.ApplicationAddress.ToString(),
        [MeshVariable] = meshFolder,
        // For programs of ours that are not native.
        ["DOTNET_ROOT"] = sandbox.Folder(DotnetFolder),
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_gcServer"] = "0",
        // Programs that start together on few processors: the compiler's time is what they wait for.
        ["DOTNET_TieredPGO"] = "0",
    };

    static Dictionary<string, string> ServiceLinks(IEnumerable<V1Service> services)
    {
        var links = new Dictionary<string, string>();
        foreach (var service in services.Where(service => service.Spec.Ports is { Count: > 0 } && ServicePorts.HasAddress(service)))
        {
            var name = service.Name().ToUpperInvariant().Replace('-', '_');
            links[$"{name}_SERVICE_HOST"] = service.Name();
            links[$"{name}_SERVICE_PORT"] = service.Spec.Ports[0].Port.ToString(CultureInfo.InvariantCulture);
        }

        return links;
    }

    static string ValueOf(V1EnvVar variable, PodPlan pod) => variable.ValueFrom?.FieldRef?.FieldPath switch
    {
        null => variable.Value ?? "",
        "metadata.name" => pod.Name,
        "metadata.namespace" => pod.Namespace,
        "spec.nodeName" => PodObjects.NodeName,
        "spec.serviceAccountName" => pod.ServiceAccount,
        // What an application listens on.
        "status.podIP" or "status.podIPs" => pod.ApplicationAddress.ToString(),
        "status.hostIP" => pod.HostAddress.ToString(),
        var label when label.StartsWith("metadata.labels['", StringComparison.Ordinal) => pod.Labels.GetValueOrDefault(label.Split('\'')[1], ""),
        var other => throw new LocalMeshException($"pod {pod.Namespace}/{pod.Name}: variable {variable.Name} asks for {other}, which a local mesh doesn't know."),
    };
}
