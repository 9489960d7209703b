using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.Upstreams.Http.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using HttpProtocolOptions = Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;
using Policy = Istio.Networking.V1Alpha3.ConnectionPoolSettings.Types.HTTPSettings.Types.H2UpgradePolicy;

namespace Lateen.Pilot.Clusters;

/// <summary>Which version of HTTP a cluster speaks, and its HTTP settings.</summary>
static class ClusterProtocol
{
    const string OptionsKey = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    /// <summary>Whether requests to the port go out as HTTP/2 whatever the client speaks.</summary>
    public static bool IsHttp2(PortProtocol protocol, ConnectionPoolSettings? pool, MeshOptions mesh) =>
        pool?.Http?.UseClientProtocol != true && (protocol.IsHttp2() || IsUpgraded(protocol, pool, mesh));

    /// <summary>What a rule says counts for any port, what the mesh says for ports that are declared HTTP.</summary>
    static bool IsUpgraded(PortProtocol protocol, ConnectionPoolSettings? pool, MeshOptions mesh) => (pool?.Http?.H2UpgradePolicy ?? Policy.Default) switch
    {
        Policy.Upgrade => true,
        Policy.DoNotUpgrade => false,
        _ => protocol.IsHttp() && mesh.Config.H2UpgradePolicy == Istio.Mesh.V1Alpha1.MeshConfig.Types.H2UpgradePolicy.Upgrade,
    };

    /// <summary>Writes the options, if anything in them differs from the default.</summary>
    /// <param name="cluster">Where to.</param>
    /// <param name="protocol">Of the port.</param>
    /// <param name="pool">Of the traffic policy.</param>
    /// <param name="scope">Whose cluster.</param>
    /// <param name="isHttp2">Whether requests go out as HTTP/2 whatever the client speaks.</param>
    /// <param name="upstream">Further options, or null.</param>
    public static void Apply(
        Cluster cluster, PortProtocol protocol, ConnectionPoolSettings? pool, OutboundScope scope, bool isHttp2, UpstreamHttpProtocolOptions? upstream = null)
    {
        var common = Common(pool);
        var options = new HttpProtocolOptions { CommonHttpProtocolOptions = common, UpstreamHttpProtocolOptions = upstream };
        if (isHttp2)
            options.ExplicitHttpConfig = new HttpProtocolOptions.Types.ExplicitHttpConfig { Http2ProtocolOptions = Http2(pool) };
        else if (pool?.Http?.UseClientProtocol == true || protocol == PortProtocol.Auto && !scope.IsGateway)
            ApplyDownstream(options, pool);
        else if (common is not null || upstream is not null)
            options.ExplicitHttpConfig = new HttpProtocolOptions.Types.ExplicitHttpConfig { HttpProtocolOptions = new Http1ProtocolOptions() };
        else
            return;
        cluster.TypedExtensionProtocolOptions[OptionsKey] = Any.Pack(options);
    }

    /// <summary>The options of clusters that send on whatever comes.</summary>
    public static void ApplyPassthrough(Cluster cluster, Duration idleTimeout) =>
        cluster.TypedExtensionProtocolOptions[OptionsKey] = Any.Pack(new HttpProtocolOptions
        {
            CommonHttpProtocolOptions = new Envoy.Config.Core.V3.HttpProtocolOptions { IdleTimeout = idleTimeout },
            UseDownstreamProtocolConfig = Downstream(),
        });

    /// <summary>A rule that wants the client's protocol is seen by the common options, which it sets even to nothing.</summary>
    static void ApplyDownstream(HttpProtocolOptions options, ConnectionPoolSettings? pool)
    {
        options.UseDownstreamProtocolConfig = Downstream();
        if (pool?.Http?.UseClientProtocol == true)
            options.CommonHttpProtocolOptions ??= new Envoy.Config.Core.V3.HttpProtocolOptions();
    }

    static HttpProtocolOptions.Types.UseDownstreamHttpConfig Downstream() => new()
    {
        HttpProtocolOptions = new Http1ProtocolOptions(), Http2ProtocolOptions = new Http2ProtocolOptions(),
    };

    static Http2ProtocolOptions Http2(ConnectionPoolSettings? pool)
    {
        var options = new Http2ProtocolOptions();
        if (pool?.Http is { MaxConcurrentStreams: > 0 } http)
            options.MaxConcurrentStreams = (uint)http.MaxConcurrentStreams;
        if (pool?.Http?.Http2KeepAlive is { } keepalive)
            options.ConnectionKeepalive = new KeepaliveSettings { Interval = keepalive.Interval, Timeout = keepalive.Timeout };
        return options;
    }

    static Envoy.Config.Core.V3.HttpProtocolOptions? Common(ConnectionPoolSettings? pool)
    {
        var idle = pool?.Http?.IdleTimeout ?? pool?.Tcp?.IdleTimeout;
        var duration = pool?.Tcp?.MaxConnectionDuration;
        var requests = pool?.Http?.MaxRequestsPerConnection ?? 0;
        if (idle is null && duration is null && requests <= 0)
            return null;
        var common = new Envoy.Config.Core.V3.HttpProtocolOptions { IdleTimeout = idle, MaxConnectionDuration = duration };
        if (requests > 0)
            common.MaxRequestsPerConnection = (uint)requests;
        return common;
    }
}
