using Envoy.Extensions.Upstreams.Http.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Http2;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Reading;
using Cluster = Envoy.Config.Cluster.V3.Cluster;
using CommonOptions = Envoy.Config.Core.V3.HttpProtocolOptions;

namespace Lateen.Proxy.Config.Translation;

/// <summary>typed_extension_protocol_options -> <see cref="UpstreamHttpConfig"/>.</summary>
static class UpstreamHttpTranslator
{
    const string HttpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    public static UpstreamHttpConfig Translate(Cluster cluster, FieldPath at)
    {
        HttpProtocolOptions? options = null;
        foreach (var (name, any) in cluster.TypedExtensionProtocolOptions)
        {
            var typed = at[$"typed_extension_protocol_options[\"{name}\"]"];
            if (TypedConfig.Open(any, typed) is not { } config)
                continue;
            if (config.Message == HttpOptions)
                options = config.Read(HttpProtocolOptions.Parser, typed);
            else
                typed.Fail($"Didn't find a registered network filter or http filter or protocol options implementation for name: '{name}'");
        }

        return options is null ? Legacy(cluster, at) : Translate(options, at["typed_extension_protocol_options"]);
    }

    static UpstreamHttpConfig Translate(HttpProtocolOptions options, FieldPath at)
    {
        // The router of upstream filters is what every cluster does anyway.
        for (var i = 0; i < options.HttpFilters.Count; i++)
        {
            if (options.HttpFilters[i].Name is not ("envoy.filters.http.upstream_codec"))
                at["http_filters", i].FailUnsupported($"the upstream HTTP filter {options.HttpFilters[i].Name}");
        }

        return Common(options.CommonHttpProtocolOptions, at["common_http_protocol_options"]) with
        {
            Protocol = ReadProtocol(options, at),
            Http2 = ReadHttp2(options, at),
            AutoSni = options.UpstreamHttpProtocolOptions?.AutoSni ?? false,
            AutoSanValidation = options.UpstreamHttpProtocolOptions?.AutoSanValidation ?? false,
        };
    }

    static UpstreamProtocol ReadProtocol(HttpProtocolOptions options, FieldPath at)
    {
        switch (options.UpstreamProtocolOptionsCase)
        {
            case HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.UseDownstreamProtocolConfig:
                return UpstreamProtocol.AsDownstream;
            case HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.AutoConfig:
                return UpstreamProtocol.Negotiated;
            case HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig when options.ExplicitHttpConfig.Http2ProtocolOptions is not null:
                return UpstreamProtocol.Http2;
            case HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig when options.ExplicitHttpConfig.Http3ProtocolOptions is not null:
                at["explicit_http_config"]["http3_protocol_options"].FailUnsupported("HTTP/3");
                return UpstreamProtocol.Http1;
            case HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig:
                return UpstreamProtocol.Http1;
            default:
                at["upstream_protocol_options"].Fail("value is required");
                return UpstreamProtocol.Http1;
        }
    }

    static Http2Options ReadHttp2(HttpProtocolOptions options, FieldPath at)
    {
        var defaults = new UpstreamHttpConfig().Http2;
        return options.UpstreamProtocolOptionsCase switch
        {
            HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.UseDownstreamProtocolConfig =>
                options.UseDownstreamProtocolConfig.Http2ProtocolOptions.Read(defaults, at["use_downstream_protocol_config"]["http2_protocol_options"]),
            HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.AutoConfig =>
                options.AutoConfig.Http2ProtocolOptions.Read(defaults, at["auto_config"]["http2_protocol_options"]),
            HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.ExplicitHttpConfig =>
                options.ExplicitHttpConfig.Http2ProtocolOptions.Read(defaults, at["explicit_http_config"]["http2_protocol_options"]),
            _ => defaults,
        };
    }

#pragma warning disable CS0612 // Still accepted, as Envoy does.
    static UpstreamHttpConfig Legacy(Cluster cluster, FieldPath at)
    {
        var config = Common(cluster.CommonHttpProtocolOptions, at["common_http_protocol_options"]);
        if (cluster.ProtocolSelection == Cluster.Types.ClusterProtocolSelection.UseDownstreamProtocol)
            return config with { Protocol = UpstreamProtocol.AsDownstream };
        return cluster.Http2ProtocolOptions is null
            ? config
            : config with { Protocol = UpstreamProtocol.Http2, Http2 = cluster.Http2ProtocolOptions.Read(config.Http2, at["http2_protocol_options"]) };
    }
#pragma warning restore CS0612

    static UpstreamHttpConfig Common(CommonOptions? options, FieldPath at)
    {
        var defaults = new UpstreamHttpConfig();
        return options is null ? defaults : defaults with
        {
            IdleTimeout = options.IdleTimeout.Read(defaults.IdleTimeout, at["idle_timeout"]),
            MaxStreamDuration = options.MaxStreamDuration.Read(defaults.MaxStreamDuration, at["max_stream_duration"]),
            MaxRequestsPerConnection = options.MaxRequestsPerConnection ?? defaults.MaxRequestsPerConnection,
            MaxResponseHeaders = (int)(options.MaxHeadersCount ?? (uint)defaults.MaxResponseHeaders),
        };
    }
}
