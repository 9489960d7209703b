using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;

namespace Lateen.Pilot.Parts;

/// <summary>Where a proxy gets further resources from.</summary>
static class ConfigSources
{
    /// <summary>The stream that the referring resource came by; the proxy waits for the answer as long as it takes.</summary>
    public static ConfigSource AdsWaiting() => new()
    {
        Ads = new AggregatedConfigSource(), InitialFetchTimeout = new Duration(), ResourceApiVersion = ApiVersion.V3,
    };

    /// <summary>The stream that the referring resource came by.</summary>
    public static ConfigSource Ads() => new() { Ads = new AggregatedConfigSource(), ResourceApiVersion = ApiVersion.V3 };

    /// <summary>The agent's socket, for the workload's own certificate; the proxy waits for it.</summary>
    public static ConfigSource AgentWaiting()
    {
        var source = Agent();
        source.InitialFetchTimeout = new Duration();
        return source;
    }

    /// <summary>The agent's socket, for certificates in files.</summary>
    public static ConfigSource Agent() => new()
    {
        ApiConfigSource = new ApiConfigSource
        {
            ApiType = ApiConfigSource.Types.ApiType.Grpc,
            SetNodeOnFirstMessageOnly = true,
            TransportApiVersion = ApiVersion.V3,
            GrpcServices = { new GrpcService { EnvoyGrpc = new GrpcService.Types.EnvoyGrpc { ClusterName = ClusterName.Sds } } },
        },
        ResourceApiVersion = ApiVersion.V3,
    };
}
