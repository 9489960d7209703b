using System.CommandLine;
using Lateen.Local.Launching;
using Lateen.Local.State;

namespace Lateen.Cli.Local;

/// <summary>The option that chooses a local mesh, alike in every command that works on one.</summary>
internal static class MeshOption
{
    public const string DefaultName = "lateen";

    public static Option<string> Create() => new("--mesh") { Description = "The mesh, when several run", DefaultValueFactory = _ => DefaultName };

    /// <summary>The mesh as its node last saw it.</summary>
    /// <exception cref="CommandException">None of this name runs.</exception>
    public static MeshStatus Require(string name) => Meshes.Find(Installation.StateFolder, name)
        ?? throw new CommandException($"no mesh named {name} runs here; `lateen up DIRECTORY` starts one.{Others()}");

    static string Others() => Meshes.Names(Installation.StateFolder).ToArray() is { Length: > 0 } names ? $" There is: {string.Join(", ", names)}." : "";

    /// <summary>The one pod that a person means: by its name, namespace/name, or the beginning of its name.</summary>
    /// <exception cref="CommandException">None or several.</exception>
    public static PodStatus Pod(MeshStatus mesh, string text)
    {
        var exact = mesh.Pods.Where(pod => text == pod.Name || text == $"{pod.Namespace}/{pod.Name}").ToArray();
        var found = exact.Length > 0 ? exact : [.. mesh.Pods.Where(pod => pod.Name.StartsWith(text, StringComparison.Ordinal))];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandException($"no pod {text}; there is {string.Join(", ", mesh.Pods.Select(pod => pod.Name))}."),
            _ => throw new CommandException($"{text} may be {string.Join(" or ", found.Select(pod => $"{pod.Namespace}/{pod.Name}"))}; say which."),
        };
    }

    /// <summary>A container of a pod; without a name its application, or the proxy where there is nothing else.</summary>
    /// <exception cref="CommandException">There is none of this name.</exception>
    public static ContainerStatus Container(PodStatus pod, string? name) => name is null
        ? pod.Containers.FirstOrDefault(container => container.Name != "istio-proxy") ?? pod.Containers[0]
        : pod.Containers.FirstOrDefault(container => container.Name == name)
            ?? throw new CommandException($"pod {pod.Name} has no container {name}; it has {string.Join(", ", pod.Containers.Select(container => container.Name))}.");
}
