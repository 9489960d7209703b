using System.Collections.Immutable;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Lateen.Net.Http1;
using Lateen.Net.Http2;
using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using CoreOptions = Envoy.Config.Core.V3.HttpProtocolOptions;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>envoy.filters.network.http_connection_manager: serves HTTP.</summary>
sealed class HttpConnectionManagerExtension : INetworkFilterExtension
{
    public string Name => "envoy.filters.network.http_connection_manager";

    public string Message => "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    public bool IsTerminal => true;

    public INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(HttpConnectionManager.Parser, at) is not { } message)
            return null;
        RefuseUnsupported(message, at);
        var filters = HttpFilterExtensions.ReadChain(message.HttpFilters, at, context with { HttpStatPrefix = message.StatPrefix });
        return ReadRoutes(message, at, context) is { } routes ? WithLimits(message, at, Build(name, message, routes, filters, at, context)) : null;
    }

    static HttpConnectionManagerConfig Build(
        string name, HttpConnectionManager message, RouteSource routes, ImmutableArray<IHttpFilterFactory> filters, FieldPath at, ReadingContext context) => new()
    {
        Name = name,
        StatPrefix = message.StatPrefix,
        Stats = new HttpStats(context.Stats.Http(message.StatPrefix)),
        Codec = (HttpCodecType)message.CodecType,
        Routes = routes,
        Filters = filters,
        AccessLogs = AccessLoggerExtensions.Read(message.AccessLog, at, "access_log", context),
        ServerName = message.ServerName.Length > 0 ? message.ServerName : "envoy",
        ServerHeader = (ServerHeaderMode)message.ServerHeaderTransformation,
        UseRemoteAddress = message.UseRemoteAddress ?? false,
        XffTrustedHops = (int)message.XffNumTrustedHops,
        SkipXffAppend = message.SkipXffAppend,
        InternalAddresses = message.InternalAddressConfig?.CidrRanges.Read(at["internal_address_config"], "cidr_ranges") ?? [],
        ForwardClientCert = (ForwardClientCertMode)message.ForwardClientCertDetails,
        ClientCertDetails = ReadDetails(message.SetCurrentClientCertDetails),
        GenerateRequestId = message.GenerateRequestId ?? true,
        PreserveExternalRequestId = message.PreserveExternalRequestId,
        AlwaysSetRequestIdInResponse = message.AlwaysSetRequestIdInResponse,
        NormalizePath = message.NormalizePath ?? true,
        MergeSlashes = message.MergeSlashes,
        EscapedSlashes = ReadSlashes(message.PathWithEscapedSlashesAction),
        StripPort = message.StripAnyHostPort ? PortStripping.Any : message.StripMatchingHostPort ? PortStripping.Matching : PortStripping.Never,
        StripTrailingHostDot = message.StripTrailingHostDot,
        Http1 = ReadHttp1(message.HttpProtocolOptions),
        Http2 = message.Http2ProtocolOptions.Read(new Http2Options(), at["http2_protocol_options"]),
        Upgrades = [.. message.UpgradeConfigs.Select(upgrade => new UpgradeConfig(upgrade.UpgradeType.ToLowerInvariant(), upgrade.Enabled ?? true))],
        Proxy100Continue = message.Proxy100Continue,
        Via = message.Via,
        AppendXForwardedPort = message.AppendXForwardedPort,
        IsInbound = context.Direction == TrafficDirection.Inbound,
    };

    static HttpConnectionManagerConfig WithLimits(HttpConnectionManager message, FieldPath at, HttpConnectionManagerConfig config)
    {
        var common = message.CommonHttpProtocolOptions ?? new CoreOptions();
        var options = at["common_http_protocol_options"];
        return config with
        {
            HeadersWithUnderscores = (UnderscoreAction)common.HeadersWithUnderscoresAction,
            StreamIdleTimeout = message.StreamIdleTimeout.Read(config.StreamIdleTimeout, at["stream_idle_timeout"]),
            RequestTimeout = message.RequestTimeout.Read(default, at["request_timeout"]),
            RequestHeadersTimeout = message.RequestHeadersTimeout.Read(default, at["request_headers_timeout"]),
            IdleTimeout = common.IdleTimeout.Read(config.IdleTimeout, options["idle_timeout"]),
            MaxConnectionDuration = common.MaxConnectionDuration.Read(default, options["max_connection_duration"]),
            MaxStreamDuration = common.MaxStreamDuration.Read(default, options["max_stream_duration"]),
            MaxRequestsPerConnection = common.MaxRequestsPerConnection ?? 0,
            MaxRequestHeaders = (int)(common.MaxHeadersCount ?? 100),
            MaxRequestHeadersKb = (int)(message.MaxRequestHeadersKb ?? 60),
            DrainTimeout = message.DrainTimeout.Read(config.DrainTimeout, at["drain_timeout"]),
            DelayedCloseTimeout = message.DelayedCloseTimeout.Read(config.DelayedCloseTimeout, at["delayed_close_timeout"]),
        };
    }

    static void RefuseUnsupported(HttpConnectionManager message, FieldPath at)
    {
        if (message.CodecType == HttpConnectionManager.Types.CodecType.Http3)
            at["codec_type"].FailUnsupported("HTTP/3");
        if (message.LocalReplyConfig is not null)
            at["local_reply_config"].FailUnsupported("changing local replies");
        if (message.OriginalIpDetectionExtensions.Count > 0)
            at["original_ip_detection_extensions"].FailUnsupported("an original IP detection extension");
        if (message.PathNormalizationOptions is not null)
            at["path_normalization_options"].FailUnsupported("path normalization by transformations");
        if (message.EarlyHeaderMutationExtensions.Count > 0)
            at["early_header_mutation_extensions"].FailUnsupported("early header mutation");
        if (message.ForwardClientCertMatcher is not null)
            at["forward_client_cert_matcher"].FailUnsupported("a matcher for forwarding client certificates");
        for (var i = 0; i < message.UpgradeConfigs.Count; i++)
        {
            if (message.UpgradeConfigs[i].Filters.Count > 0)
                at["upgrade_configs", i]["filters"].FailUnsupported("a filter chain of its own for upgrades");
        }
    }

    static RouteSource? ReadRoutes(HttpConnectionManager message, FieldPath at, ReadingContext context)
    {
        switch (message.RouteSpecifierCase)
        {
            case HttpConnectionManager.RouteSpecifierOneofCase.Rds:
                if (message.Rds.ConfigSource?.Ads is null)
                    at["rds"]["config_source"].FailUnsupported("RDS outside ADS");
                return new RouteSource.Rds(message.Rds.RouteConfigName);
            case HttpConnectionManager.RouteSpecifierOneofCase.RouteConfig:
                return context.Routes.Read(message.RouteConfig, at["route_config"]) is { } table ? new RouteSource.Inline(table) : null;
            case HttpConnectionManager.RouteSpecifierOneofCase.ScopedRoutes:
                at["scoped_routes"].FailUnsupported("scoped routes");
                return null;
            default:
                at["route_specifier"].Fail("value is required");
                return null;
        }
    }

    static ClientCertDetails ReadDetails(HttpConnectionManager.Types.SetCurrentClientCertDetails? details)
    {
        if (details is null)
            return ClientCertDetails.None;
        return (details.Subject == true ? ClientCertDetails.Subject : 0)
            | (details.Cert ? ClientCertDetails.Cert : 0)
            | (details.Chain ? ClientCertDetails.Chain : 0)
            | (details.Dns ? ClientCertDetails.Dns : 0)
            | (details.Uri ? ClientCertDetails.Uri : 0);
    }

    static EscapedSlashesAction ReadSlashes(HttpConnectionManager.Types.PathWithEscapedSlashesAction action) => action switch
    {
        HttpConnectionManager.Types.PathWithEscapedSlashesAction.RejectRequest => EscapedSlashesAction.RejectRequest,
        HttpConnectionManager.Types.PathWithEscapedSlashesAction.UnescapeAndRedirect => EscapedSlashesAction.UnescapeAndRedirect,
        HttpConnectionManager.Types.PathWithEscapedSlashesAction.UnescapeAndForward => EscapedSlashesAction.UnescapeAndForward,
        _ => EscapedSlashesAction.KeepUnchanged,
    };

    static Http1Config ReadHttp1(Envoy.Config.Core.V3.Http1ProtocolOptions? options) => options is null ? new() : new()
    {
        AllowAbsoluteUrl = options.AllowAbsoluteUrl ?? true,
        AcceptHttp10 = options.AcceptHttp10,
        DefaultHostForHttp10 = options.DefaultHostForHttp10,
        EnableTrailers = options.EnableTrailers,
        AllowChunkedLength = options.AllowChunkedLength,
    };
}
