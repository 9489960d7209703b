using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Parts;

/// <summary>What resources say to Istio's tools and filters in filter_metadata.istio.</summary>
static class IstioMetadata
{
    /// <summary>The key in filter_metadata.</summary>
    public const string Key = "istio";

    /// <summary>The object that a resource is made from.</summary>
    public static Metadata Config(string path) => Of(new Struct { Fields = { ["config"] = Value.ForString(path) } });

    /// <summary>The services that a cluster stands for.</summary>
    public static Value ServiceList(Service service) => Value.ForList(Value.ForStruct(new Struct
    {
        Fields =
        {
            ["host"] = Value.ForString(service.Host.Value),
            ["name"] = Value.ForString(service.Name),
            ["namespace"] = Value.ForString(service.Namespace),
        },
    }));

    public static Metadata Of(Struct fields) => new() { FilterMetadata = { [Key] = fields } };
}
