using System.Collections.Immutable;
using Google.Protobuf;
using Lateen.Net;
using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.ListenerFilters;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.TransportSockets;
using Lateen.Proxy.Listeners;
using Proto = Envoy.Config.Listener.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>
/// Listener -> <see cref="ListenerConfig"/>. Filter chains whose bytes are those of the former version keep their identity, so that their
/// connections go on undisturbed.
/// </summary>
sealed class ListenerTranslator(ReadingContext context)
{
    /// <summary>The listener; null, with every reason in <paramref name="problems"/>, when something is wrong.</summary>
    /// <param name="listener">What arrived.</param>
    /// <param name="former">The chains of the version in force, by their bytes; empty for a new listener.</param>
    /// <param name="problems">The reasons.</param>
    public TranslatedListener? Translate(Proto.Listener listener, TranslatedListener? former, ProblemList problems)
    {
        var at = problems.Root;
        RefuseUnsupported(listener, at);
        var direction = ReadDirection(listener.TrafficDirection);
        var reading = context with { Direction = direction };
        var chains = new ChainTranslator(reading, former?.Direction == direction ? former : null);
        var matched = ImmutableArray.CreateBuilder<FilterChainConfig>();
        for (var i = 0; i < listener.FilterChains.Count; i++)
        {
            if (chains.Translate(listener.FilterChains[i], at["filter_chains", i]) is { } chain)
                matched.Add(chain);
        }

        var defaultChain = listener.DefaultFilterChain is { } last ? chains.Translate(last, at["default_filter_chain"]) : null;
        var matcher = FilterChainMatcher.TryCreate(matched.ToImmutable(), defaultChain, out var errors);
        foreach (var error in errors)
            at.Fail($"error adding listener '{listener.Name}': {error}");
        var config = matcher is null ? null : Build(listener, direction, matcher, reading, at);
        return problems.IsEmpty && config is not null ? new TranslatedListener(config, direction, chains.Known) : null;
    }

    static ListenerConfig Build(Proto.Listener listener, TrafficDirection direction, FilterChainMatcher chains, ReadingContext reading, FieldPath at) => new()
    {
        Name = listener.Name,
        Address = listener.Address.Read(at["address"]),
        AdditionalAddresses = [.. listener.AdditionalAddresses.Select((additional, i) => additional.Address.Read(at["additional_addresses", i]["address"]))],
        BindToPort = listener.BindToPort ?? true,
        UseOriginalDestination = listener.UseOriginalDst ?? false,
        ListenerFilters = ListenerFilterExtensions.ReadAll(listener.ListenerFilters, at, reading),
        ListenerFiltersTimeout = listener.ListenerFiltersTimeout.Read(TimeSpan.FromSeconds(15), at["listener_filters_timeout"]),
        ContinueOnListenerFiltersTimeout = listener.ContinueOnListenerFiltersTimeout,
        FilterChains = chains,
        AccessLogs = AccessLoggerExtensions.Read(listener.AccessLog, at, "access_log", reading),
        PerConnectionBufferLimit = (int)Math.Min(listener.PerConnectionBufferLimitBytes ?? 1 << 20, int.MaxValue),
        Direction = direction,
        Backlog = (int?)listener.TcpBacklogSize,
        Transparent = listener.Transparent ?? false,
        ReusePort = listener.EnableReusePort ?? true,
        TcpKeepAlive = listener.TcpKeepalive is { } keepAlive ? SocketTranslator.Translate(keepAlive) : null,
        IgnoreGlobalConnectionLimit = listener.IgnoreGlobalConnLimit,
        DrainOnlyOnModification = listener.DrainType == Proto.Listener.Types.DrainType.ModifyOnly,
        StatPrefix = listener.StatPrefix,
        Metadata = listener.Metadata.Read(),
    };

    static void RefuseUnsupported(Proto.Listener listener, FieldPath at)
    {
        if (listener.FilterChainMatcher is not null)
            at["filter_chain_matcher"].FailUnsupported("a filter chain matcher tree");
        if (listener.FcdsConfig is not null)
            at["fcds_config"].FailUnsupported("FCDS");
        if (listener.UdpListenerConfig is not null)
            at["udp_listener_config"].FailUnsupported("UDP");
        if (listener.SocketOptions.Count > 0)
            at["socket_options"].FailUnsupported("socket options on a listener");
        if (listener.Freebind == true)
            at["freebind"].FailUnsupported("freebind");
        if (listener.ApiListener is not null)
            at["api_listener"].Fail("api_listener is for clients without a proxy");
        else if (listener.FilterChains.Count == 0 && listener.DefaultFilterChain is null)
            at.Fail($"error adding listener '{listener.Name}': no filter chains specified");
        CheckAddress(listener, at["address"]);
    }

    static void CheckAddress(Proto.Listener listener, FieldPath at)
    {
        if (listener.Address is null)
            at.Fail($"error adding listener named '{listener.Name}': address is necessary");
        else if (listener.Address.EnvoyInternalAddress is not null || listener.InternalListener is not null)
            at.FailUnsupported("an internal listener");
    }

    static TrafficDirection ReadDirection(Envoy.Config.Core.V3.TrafficDirection direction) => direction switch
    {
        Envoy.Config.Core.V3.TrafficDirection.Inbound => TrafficDirection.Inbound,
        Envoy.Config.Core.V3.TrafficDirection.Outbound => TrafficDirection.Outbound,
        _ => TrafficDirection.Unspecified,
    };

    /// <summary>The chains of one listener.</summary>
    sealed class ChainTranslator(ReadingContext context, TranslatedListener? former)
    {
        public Dictionary<ByteString, FilterChainConfig> Known { get; } = [];

        public FilterChainConfig? Translate(Proto.FilterChain chain, FieldPath at)
        {
            var bytes = chain.ToByteString();
            if (former is not null && former.Chains.TryGetValue(bytes, out var unchanged))
                return Known[bytes] = unchanged;
            if (Read(chain, at) is not { } read)
                return null;
            return Known[bytes] = read;
        }

        FilterChainConfig? Read(Proto.FilterChain chain, FieldPath at)
        {
#pragma warning disable CS0612
            if (chain.UseProxyProto == true)
                at["use_proxy_proto"].FailUnsupported("the PROXY protocol");
#pragma warning restore CS0612
            var socket = TransportSocketExtensions.Downstream.Read(chain.TransportSocket, at["transport_socket"]);
            var filters = NetworkFilterExtensions.ReadChain(chain.Filters, at, context);
            return socket is null ? null : new FilterChainConfig
            {
                Name = chain.Name,
                Match = ReadMatch(chain.FilterChainMatch ?? new(), at["filter_chain_match"]),
                TransportSocket = socket,
                TransportSocketConnectTimeout = chain.TransportSocketConnectTimeout.Read(default, at["transport_socket_connect_timeout"]),
                Filters = filters,
                Metadata = chain.Metadata.Read(),
            };
        }

        static FilterChainMatch ReadMatch(Proto.FilterChainMatch match, FieldPath at)
        {
            if (match.AddressSuffix.Length > 0 || match.SuffixLen is not null)
                at["address_suffix"].Fail("error adding listener: filter chain match has unimplemented fields: address_suffix");
            return new FilterChainMatch
            {
                DestinationPort = (int?)match.DestinationPort,
                Destinations = match.PrefixRanges.Read(at, "prefix_ranges"),
                ServerNames = [.. match.ServerNames.Select(name => name.ToLowerInvariant())],
                TransportProtocol = match.TransportProtocol,
                ApplicationProtocols = [.. match.ApplicationProtocols],
                DirectSources = match.DirectSourcePrefixRanges.Read(at, "direct_source_prefix_ranges"),
                SourceType = (ConnectionSourceType)match.SourceType,
                Sources = match.SourcePrefixRanges.Read(at, "source_prefix_ranges"),
                SourcePorts = [.. match.SourcePorts.Select(port => (int)port)],
            };
        }
    }
}
