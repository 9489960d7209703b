using System.Collections;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Filter = Envoy.Config.Listener.V3.Filter;

namespace Lateen.Pilot.Provenance;

/// <summary>The parts of a resource that people and tools name, and that must therefore say where they come from.</summary>
public static class NamedParts
{
    static readonly HashSet<MessageDescriptor> Named =
    [
        Cluster.Descriptor, Cluster.Types.TransportSocketMatch.Descriptor, ClusterLoadAssignment.Descriptor, LocalityLbEndpoints.Descriptor,
        Listener.Descriptor, ListenerFilter.Descriptor, FilterChain.Descriptor, Filter.Descriptor, HttpFilter.Descriptor,
        RouteConfiguration.Descriptor, VirtualHost.Descriptor, Route.Descriptor, WeightedCluster.Types.ClusterWeight.Descriptor,
    ];

    /// <summary>Nothing below these has a name.</summary>
    static readonly HashSet<MessageDescriptor> Leaves = [Struct.Descriptor, LbEndpoint.Descriptor, Envoy.Config.Core.V3.TransportSocket.Descriptor];

    /// <summary>The name under which a part's attribution is kept: <c>0.0.0.0_80|filter_chains[0].filters[1]</c>.</summary>
    public static string Name(string resource, string path) => path.Length == 0 ? resource : $"{resource}|{path}";

    /// <summary>The named parts, the root first, each with its path of proto field names.</summary>
    /// <param name="root">The resource.</param>
    /// <param name="open">Gives the message inside an Any, or null when it has no parts.</param>
    public static IEnumerable<(string Path, IMessage Part)> Of(IMessage root, Func<Any, IMessage?> open) => Walk("", root, open);

    /// <summary>Opens what holds named parts when only bytes are left.</summary>
    public static IMessage? OpenPacked(Any any) =>
        any.Is(HttpConnectionManager.Descriptor) ? any.Unpack<HttpConnectionManager>() : null;

    static IEnumerable<(string, IMessage)> Walk(string path, IMessage message, Func<Any, IMessage?> open)
    {
        if (Named.Contains(message.Descriptor))
            yield return (path, message);
        if (Leaves.Contains(message.Descriptor))
            yield break;
        if (message is Any any)
        {
            if (open(any) is { } inside)
            {
                foreach (var part in Walk(path, inside, open))
                    yield return part;
            }

            yield break;
        }

        foreach (var (childPath, child) in Children(path, message))
        {
            foreach (var part in Walk(childPath, child, open))
                yield return part;
        }
    }

    static IEnumerable<(string, IMessage)> Children(string path, IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType != FieldType.Message || field.IsMap)
                continue;
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var value = field.Accessor.GetValue(message);
            if (value is IList list)
            {
                for (var i = 0; i < list.Count; i++)
                    yield return ($"{name}[{i}]", (IMessage)list[i]!);
            }
            else if (value is IMessage child)
            {
                yield return (name, child);
            }
        }
    }
}
