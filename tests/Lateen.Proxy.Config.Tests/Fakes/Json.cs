using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Lateen.Testing;

namespace Lateen.Proxy.Config.Tests.Fakes;

/// <summary>Reads resources in proto-JSON, one a line, as istiod's and Envoy's dumps have them.</summary>
static class Json
{
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(
        Envoy.Config.Listener.V3.ListenerReflection.Descriptor,
        Envoy.Config.Cluster.V3.ClusterReflection.Descriptor,
        Envoy.Config.Endpoint.V3.EndpointReflection.Descriptor,
        Envoy.Config.Route.V3.RouteReflection.Descriptor,
        Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManagerReflection.Descriptor,
        Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxyReflection.Descriptor,
        Envoy.Extensions.AccessLoggers.File.V3.FileReflection.Descriptor,
        Envoy.Extensions.Filters.Http.GrpcStats.V3.ConfigReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Fault.V3.FaultReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Cors.V3.CorsReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Router.V3.RouterReflection.Descriptor,
        Envoy.Extensions.RequestId.Uuid.V3.UuidReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.HttpInspector.V3.HttpInspectorReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.OriginalDst.V3.OriginalDstReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.TlsInspector.V3.TlsInspectorReflection.Descriptor,
        Envoy.Extensions.TransportSockets.Tls.V3.TlsReflection.Descriptor,
        Envoy.Extensions.TransportSockets.Tls.V3.SecretReflection.Descriptor,
        Envoy.Extensions.TransportSockets.RawBuffer.V3.RawBufferReflection.Descriptor,
        Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptionsReflection.Descriptor,
        Envoy.Extensions.Retry.Host.PreviousHosts.V3.PreviousHostsReflection.Descriptor,
        Istio.Envoy.Config.Filter.Http.Alpn.V2Alpha1.AlpnReflection.Descriptor,
        Udpa.Type.V1.TypedStructReflection.Descriptor,
        global::Xds.Type.V3.TypedStructReflection.Descriptor)));

    /// <summary>One message.</summary>
    public static T Read<T>(string json)
        where T : IMessage, new() => Parser.Parse<T>(json);

    /// <summary>A file of this project, one message a line. The type is given by the caller, so "@type" of the line itself is dropped.</summary>
    public static IEnumerable<T> ReadLines<T>(string file)
        where T : class, IMessage<T>, new()
    {
        foreach (var line in File.ReadLines(Repository.PathOf("tests/Lateen.Proxy.Config.Tests/" + file)))
            yield return Parser.Parse<Any>(line).Unpack<T>();
    }
}
