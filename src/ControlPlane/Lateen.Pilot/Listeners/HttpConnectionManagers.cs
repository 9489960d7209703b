using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.RequestId.Uuid.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Services;
using Normalization = Istio.Mesh.V1Alpha1.MeshConfig.Types.ProxyPathNormalization.Types.NormalizationType;
using Hcm = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Lateen.Pilot.Listeners;

/// <summary>HTTP connection managers.</summary>
static class HttpConnectionManagers
{
    const string FilterName = "envoy.filters.network.http_connection_manager";
    const string ServerName = "istio-envoy";
    const string Websocket = "websocket";

    /// <summary>One whose routes come by RDS.</summary>
    public static Filter WithRds(ListenerContext context, ChainRole role, string statPrefix, string routeName, params ReadOnlySpan<SourceRef> sources)
    {
        var manager = Common(context, role, statPrefix);
        manager.Rds = new Rds { ConfigSource = ConfigSources.AdsWaiting(), RouteConfigName = routeName };
        return Finish(context, manager, sources);
    }

    /// <summary>One for clients that use the proxy as an HTTP proxy: their requests say the whole address.</summary>
    public static Filter ForProxyClients(ListenerContext context, string statPrefix, SourceRef source)
    {
        var manager = Common(context, ChainRole.Outbound, statPrefix);
        manager.HttpProtocolOptions = new Http1ProtocolOptions { AllowAbsoluteUrl = true };
        manager.Rds = new Rds { ConfigSource = ConfigSources.AdsWaiting(), RouteConfigName = RouteName.HttpProxy };
        return Finish(context, manager, [source]);
    }

    /// <summary>One that carries its routes.</summary>
    public static Filter WithRoutes(
        ListenerContext context, ChainRole role, string statPrefix, RouteConfiguration routes, bool isHttp2, params ReadOnlySpan<SourceRef> sources)
    {
        var manager = Common(context, role, statPrefix);
        if (isHttp2)
            manager.Http2ProtocolOptions = new Http2ProtocolOptions();
        manager.RouteConfig = routes;
        return Finish(context, manager, sources);
    }

    static Filter Finish(ListenerContext context, Hcm manager, ReadOnlySpan<SourceRef> sources) =>
        context.Emitter.Emit(new Filter { Name = FilterName, TypedConfig = context.Emitter.Pack(manager) }, sources);

    static Hcm Common(ListenerContext context, ChainRole role, string statPrefix)
    {
        var manager = new Hcm
        {
            StatPrefix = statPrefix,
            UseRemoteAddress = role == ChainRole.Gateway,
            Proxy100Continue = true,
            StreamIdleTimeout = new Duration(),
            RequestIdExtension = new RequestIDExtension { TypedConfig = Any.Pack(new UuidRequestIdConfig { UseRequestIdForTraceSampling = true }) },
            Tracing = SpanSettings.Of(context.Identity, context.Mesh),
            UpgradeConfigs = { new Hcm.Types.UpgradeConfig { UpgradeType = Websocket } },
        };
        manager.HttpFilters.AddRange(HttpFilters.Of(context, role));
        manager.AccessLog.AddRange(AccessLogs.OfTraffic(context.Mesh));
        ApplyPath(manager, context.Mesh);
        ApplyRole(manager, role, context.Mesh);
        ApplyHeaders(manager, context.Mesh);
        return manager;
    }

    static void ApplyPath(Hcm manager, MeshOptions mesh)
    {
        var level = mesh.Config.PathNormalization?.Normalization ?? Normalization.Default;
        if (level != Normalization.None)
            manager.NormalizePath = true;
        manager.MergeSlashes = level is Normalization.MergeSlashes or Normalization.DecodeAndMergeSlashes;
        manager.PathWithEscapedSlashesAction = level == Normalization.DecodeAndMergeSlashes
            ? Hcm.Types.PathWithEscapedSlashesAction.UnescapeAndForward
            : Hcm.Types.PathWithEscapedSlashesAction.KeepUnchanged;
    }

    static void ApplyHeaders(Hcm manager, MeshOptions mesh)
    {
        if (mesh.Proxy.ProxyHeaders is not { } headers)
            return;
        if (headers.RequestId?.Disabled == true)
            manager.GenerateRequestId = false;
        if (headers.Server?.Disabled == true)
            (manager.ServerName, manager.ServerHeaderTransformation) = ("", Hcm.Types.ServerHeaderTransformation.PassThrough);
        else if (headers.Server is { Value.Length: > 0 } server)
            manager.ServerName = server.Value;
        if (headers.XForwardedPort?.Enabled == true)
            manager.AppendXForwardedPort = true;
    }

    /// <summary>Istio's values are Envoy's, one further on.</summary>
    static Hcm.Types.ForwardClientCertDetails Forward(Istio.Mesh.V1Alpha1.ForwardClientCertDetails wanted, Hcm.Types.ForwardClientCertDetails otherwise) =>
        wanted == Istio.Mesh.V1Alpha1.ForwardClientCertDetails.Undefined ? otherwise : (Hcm.Types.ForwardClientCertDetails)(wanted - 1);

    static void Add(Hcm.Types.SetCurrentClientCertDetails into, Istio.Mesh.V1Alpha1.ProxyConfig.Types.ProxyHeaders.Types.SetCurrentClientCertDetails wanted)
    {
        into.Subject = wanted.Subject ?? into.Subject;
        into.Dns = wanted.Dns ?? into.Dns;
        into.Uri = wanted.Uri ?? into.Uri;
        into.Cert = wanted.Cert ?? into.Cert;
        into.Chain = wanted.Chain ?? into.Chain;
    }

    /// <summary>A server names itself and says who its client is; a client's sidecar does neither.</summary>
    static void ApplyRole(Hcm manager, ChainRole role, MeshOptions mesh)
    {
        var proxy = mesh.Proxy;
        if (role == ChainRole.Outbound)
            return;
        manager.ServerName = ServerName;
        manager.SetCurrentClientCertDetails = new Hcm.Types.SetCurrentClientCertDetails { Subject = true, Dns = true, Uri = true };
        if (role == ChainRole.Inbound)
        {
            manager.ForwardClientCertDetails = Forward(proxy.ProxyHeaders?.ForwardedClientCert ?? Istio.Mesh.V1Alpha1.ForwardClientCertDetails.Undefined, Hcm.Types.ForwardClientCertDetails.AppendForward);
            if (proxy.ProxyHeaders?.SetCurrentClientCertDetails is { } details)
                Add(manager.SetCurrentClientCertDetails, details);
            return;
        }

        manager.ForwardClientCertDetails = Forward(proxy.GatewayTopology?.ForwardClientCertDetails ?? Istio.Mesh.V1Alpha1.ForwardClientCertDetails.Undefined, Hcm.Types.ForwardClientCertDetails.SanitizeSet);
        manager.XffNumTrustedHops = proxy.GatewayTopology?.NumTrustedProxies ?? 0;
        manager.SetCurrentClientCertDetails.Cert = true;
        manager.HttpProtocolOptions = new Http1ProtocolOptions();
    }
}
