using k8s.Models;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Cli.Authorization;

/// <summary>A workload as files describe it.</summary>
/// <param name="Namespace">Of its pods.</param>
/// <param name="Name">Of the object that describes it.</param>
/// <param name="Labels">Of its pods.</param>
internal sealed record OfflinePod(string Namespace, string Name, Labels Labels)
{
    /// <summary>The one that people mean: [namespace/]name, or the beginning of the name of a Pod, Deployment or StatefulSet.</summary>
    /// <exception cref="CommandException">None or several match.</exception>
    public static OfflinePod Find(ConfigSnapshot mesh, string text)
    {
        var (space, name) = text.Split('/') is [var before, var after] ? (before, after) : ("", text);
        OfflinePod[] all = [.. mesh.Objects.Values.Select(Of).OfType<OfflinePod>().Where(pod => space.Length == 0 || pod.Namespace == space)];
        OfflinePod[] found = [.. all.Where(pod => pod.Name == name)];
        if (found.Length == 0)
            found = [.. all.Where(pod => pod.Name.StartsWith(name, StringComparison.Ordinal))];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandException($"no Pod, Deployment or StatefulSet {text} is in the files; there are {string.Join(", ", all.Select(pod => pod.ToString()).Order())}"),
            _ => throw new CommandException($"{text} may be {string.Join(" or ", found.Select(pod => pod.ToString()).Order())}"),
        };
    }

    public override string ToString() => $"{Namespace}/{Name}";

    static OfflinePod? Of(ConfigObject item) => item.Spec switch
    {
        V1Pod => new OfflinePod(item.Namespace, item.Name, item.Labels),
        V1Deployment deployment => new OfflinePod(item.Namespace, item.Name, Labels.Of(deployment.Spec?.Template?.Metadata?.Labels ?? new Dictionary<string, string>())),
        V1StatefulSet set => new OfflinePod(item.Namespace, item.Name, Labels.Of(set.Spec?.Template?.Metadata?.Labels ?? new Dictionary<string, string>())),
        _ => null,
    };
}
