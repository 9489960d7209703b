using System.Collections;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>
/// Messages as Envoy prints them: proto names, indented by one space. Before that, keys are taken out everywhere, and messages in an Any that this
/// proxy doesn't know are shown as a TypedStruct with their bytes.
/// </summary>
static class DumpJson
{
    static readonly TypeRegistry Types = TypeRegistry.FromFiles(
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
        Envoy.Extensions.Filters.Http.Fault.V3.FaultReflection.Descriptor,
        Envoy.Extensions.Filters.Http.GrpcStats.V3.ConfigReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Rbac.V3.RbacReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Router.V3.RouterReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.HttpInspector.V3.HttpInspectorReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.OriginalDst.V3.OriginalDstReflection.Descriptor,
        Envoy.Extensions.Filters.Listener.TlsInspector.V3.TlsInspectorReflection.Descriptor,
        Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManagerReflection.Descriptor,
        Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxyReflection.Descriptor,
        Envoy.Extensions.LoadBalancingPolicies.LeastRequest.V3.LeastRequestReflection.Descriptor,
        Envoy.Extensions.LoadBalancingPolicies.RoundRobin.V3.RoundRobinReflection.Descriptor,
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

    static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(Types).WithPreserveProtoFieldNames(true).WithIndentation(" "));

    /// <summary>The text of a message, which is changed on the way.</summary>
    public static string Write(IMessage message)
    {
        Prepare(message);
        return Formatter.Format(message) + "\n";
    }

    static void Prepare(IMessage message)
    {
        switch (message)
        {
            case Any any:
                PrepareAny(any);
                return;
            case TlsCertificate certificate:
                Redact(certificate);
                return;
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType == FieldType.Message)
                PrepareField(field, field.Accessor.GetValue(message));
        }
    }

    static void PrepareField(FieldDescriptor field, object? value)
    {
        if (value is null)
            return;
        if (field.IsMap)
            PrepareAll(((IDictionary)value).Values);
        else if (field.IsRepeated)
            PrepareAll((IEnumerable)value);
        else if (value is IMessage inner)
            Prepare(inner);
    }

    static void PrepareAll(IEnumerable values)
    {
        foreach (var message in values.OfType<IMessage>())
            Prepare(message);
    }

    static void PrepareAny(Any any)
    {
        var name = Any.GetTypeName(any.TypeUrl);
        var inner = Types.Find(name) is { } descriptor ? descriptor.Parser.ParseFrom(any.Value) : Unknown(any);
        Prepare(inner);
        var packed = Any.Pack(inner);
        (any.TypeUrl, any.Value) = (packed.TypeUrl, packed.Value);
    }

    static global::Xds.Type.V3.TypedStruct Unknown(Any any) => new()
    {
        TypeUrl = any.TypeUrl,
        Value = new Struct { Fields = { ["undecoded_bytes"] = Value.ForString(any.Value.ToBase64()) } },
    };

    static void Redact(TlsCertificate certificate)
    {
        if (certificate.PrivateKey is not null)
            certificate.PrivateKey = SecretMessages.Redacted;
        if (certificate.Password is not null)
            certificate.Password = SecretMessages.Redacted;
        if (certificate.Pkcs12 is not null)
            certificate.Pkcs12 = SecretMessages.Redacted;
    }
}
