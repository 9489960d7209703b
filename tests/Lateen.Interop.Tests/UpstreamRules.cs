using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Lateen.Protos.Rules;
using Lateen.Testing;

namespace Lateen.Interop.Tests;

/// <summary>The rules of Envoy's API, over whatever a control plane sends: ours must keep them, and istiod's keeping them judges our reading of the rules.</summary>
static class UpstreamRules
{
    static readonly TypeRegistry Types = MessageTypes.Of(typeof(Envoy.Config.Cluster.V3.Cluster).Assembly);

    /// <summary>The resources, when they keep every rule.</summary>
    public static IReadOnlyList<Any> Kept(IReadOnlyList<Any> resources)
    {
        foreach (var resource in resources)
            Assert.Empty(MessageRules.Check(Types.Find(Any.GetTypeName(resource.TypeUrl)).Parser.ParseFrom(resource.Value), Types));
        return resources;
    }
}
