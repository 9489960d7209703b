using Google.Protobuf.Reflection;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>The messages that may be inside an Any of configuration that this proxy reads or shows.</summary>
public static class KnownMessages
{
    /// <summary>All of them.</summary>
    public static TypeRegistry Types { get; } = TypeRegistry.FromFiles(
        Envoy.Admin.V3.ConfigDumpReflection.Descriptor,
        Envoy.Admin.V3.ConfigDumpSharedReflection.Descriptor,
        Envoy.Config.Bootstrap.V3.BootstrapReflection.Descriptor,
        Envoy.Config.Listener.V3.ListenerReflection.Descriptor,
        Envoy.Config.Cluster.V3.ClusterReflection.Descriptor,
        Envoy.Config.Endpoint.V3.EndpointReflection.Descriptor,
        Envoy.Config.Route.V3.RouteReflection.Descriptor,
        Envoy.Extensions.AccessLoggers.File.V3.FileReflection.Descriptor,
        Envoy.Extensions.AccessLoggers.Stream.V3.StreamReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Cors.V3.CorsReflection.Descriptor,
        Envoy.Extensions.Filters.Http.ExtAuthz.V3.ExtAuthzReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Fault.V3.FaultReflection.Descriptor,
        Envoy.Extensions.Filters.Http.GrpcStats.V3.ConfigReflection.Descriptor,
        Envoy.Extensions.Filters.Http.JwtAuthn.V3.ConfigReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Rbac.V3.RbacReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Router.V3.RouterReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.HttpInspector.V3.HttpInspectorReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.OriginalDst.V3.OriginalDstReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.TlsInspector.V3.TlsInspectorReflection.Descriptor,
        Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManagerReflection.Descriptor,
        Envoy.Extensions.Filters.Network.Rbac.V3.RbacReflection.Descriptor,
        Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxyReflection.Descriptor,
        Envoy.Extensions.LoadBalancingPolicies.LeastRequest.V3.LeastRequestReflection.Descriptor,
        Envoy.Extensions.LoadBalancingPolicies.RoundRobin.V3.RoundRobinReflection.Descriptor,
        Envoy.Extensions.Path.Match.UriTemplate.V3.UriTemplateMatchReflection.Descriptor,
        Envoy.Extensions.RequestId.Uuid.V3.UuidReflection.Descriptor,
        Envoy.Extensions.Retry.Host.PreviousHosts.V3.PreviousHostsReflection.Descriptor,
        Envoy.Extensions.TransportSockets.RawBuffer.V3.RawBufferReflection.Descriptor,
        Envoy.Extensions.TransportSockets.Tls.V3.SecretReflection.Descriptor,
        Envoy.Extensions.TransportSockets.Tls.V3.TlsReflection.Descriptor,
        Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptionsReflection.Descriptor,
        Envoy.Tcp.Metadataexchange.Config.MetadataExchangeReflection.Descriptor,
        Io.Istio.Http.PeerMetadata.PeerMetadataReflection.Descriptor,
        Istio.Envoy.Config.Filter.Http.Alpn.V2Alpha1.AlpnReflection.Descriptor,
        Stats.IstioStatsReflection.Descriptor,
        Udpa.Type.V1.TypedStructReflection.Descriptor,
        global::Xds.Type.V3.TypedStructReflection.Descriptor);
}
