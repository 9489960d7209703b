using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.RequestId.Uuid.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;
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
            NormalizePath = true,
            PathWithEscapedSlashesAction = Hcm.Types.PathWithEscapedSlashesAction.KeepUnchanged,
            RequestIdExtension = new RequestIDExtension { TypedConfig = Any.Pack(new UuidRequestIdConfig { UseRequestIdForTraceSampling = true }) },
            Tracing = SpanSettings.Of(context.Identity),
            UpgradeConfigs = { new Hcm.Types.UpgradeConfig { UpgradeType = Websocket } },
        };
        manager.HttpFilters.AddRange(HttpFilters.Of(context, role));
        manager.AccessLog.AddRange(AccessLogs.OfTraffic(context.Mesh));
        ApplyRole(manager, role);
        return manager;
    }

    /// <summary>A server names itself and says who its client is; a client's sidecar does neither.</summary>
    static void ApplyRole(Hcm manager, ChainRole role)
    {
        if (role == ChainRole.Outbound)
            return;
        manager.ServerName = ServerName;
        manager.SetCurrentClientCertDetails = new Hcm.Types.SetCurrentClientCertDetails { Subject = true, Dns = true, Uri = true };
        if (role == ChainRole.Inbound)
        {
            manager.ForwardClientCertDetails = Hcm.Types.ForwardClientCertDetails.AppendForward;
            return;
        }

        manager.ForwardClientCertDetails = Hcm.Types.ForwardClientCertDetails.SanitizeSet;
        manager.SetCurrentClientCertDetails.Cert = true;
        manager.HttpProtocolOptions = new Http1ProtocolOptions();
    }
}
