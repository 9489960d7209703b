using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Lateen.Core;
using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>The commands that formats may use, by name.</summary>
static class LogOperators
{
    delegate bool Writer(LogLine line, StreamInfo info);

    static readonly FrozenDictionary<string, Writer> Plain = new Dictionary<string, Writer>
    {
        ["PROTOCOL"] = static (line, info) => Put(line, info.Protocol?.Name()),
        ["UPSTREAM_PROTOCOL"] = static (line, info) => Put(line, info.UpstreamProtocol?.Name()),
        ["RESPONSE_CODE"] = static (line, info) => Put(line, info.ResponseCode),
        ["RESPONSE_CODE_DETAILS"] = static (line, info) => Put(line, info.ResponseCodeDetails),
        ["CONNECTION_TERMINATION_DETAILS"] = static (line, info) => Put(line, info.ConnectionTerminationDetails),
        ["RESPONSE_FLAGS"] = static (line, info) => PutFlags(line, info, static flag => flag.Short()),
        ["RESPONSE_FLAGS_LONG"] = static (line, info) => PutFlags(line, info, static flag => flag.Long()),
        ["BYTES_RECEIVED"] = static (line, info) => Put(line, info.BytesReceived),
        ["BYTES_SENT"] = static (line, info) => Put(line, info.BytesSent),
        ["DURATION"] = static (line, info) => PutSpan(line, info.Start, info.End),
        ["REQUEST_DURATION"] = static (line, info) => PutSpan(line, info.Start, info.RequestEnd),
        ["REQUEST_TX_DURATION"] = static (line, info) => PutSpan(line, info.Start, info.LastUpstreamTx),
        ["RESPONSE_DURATION"] = static (line, info) => PutSpan(line, info.Start, info.FirstUpstreamRx),
        ["RESPONSE_TX_DURATION"] = static (line, info) => info.FirstUpstreamRx != 0 && PutSpan(line, info.FirstUpstreamRx, info.End),
        ["UPSTREAM_HOST"] = static (line, info) => Put(line, info.UpstreamHost),
        ["UPSTREAM_REMOTE_ADDRESS"] = static (line, info) => Put(line, info.UpstreamHost),
        ["UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = static (line, info) => PutHost(line, info.UpstreamHost),
        ["UPSTREAM_REMOTE_PORT"] = static (line, info) => PutPort(line, info.UpstreamHost),
        ["UPSTREAM_CLUSTER"] = static (line, info) => Put(line, info.UpstreamCluster),
        ["UPSTREAM_CLUSTER_RAW"] = static (line, info) => Put(line, info.UpstreamCluster),
        ["UPSTREAM_LOCAL_ADDRESS"] = static (line, info) => Put(line, info.UpstreamLocalAddress),
        ["UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = static (line, info) => PutHost(line, info.UpstreamLocalAddress),
        ["UPSTREAM_LOCAL_PORT"] = static (line, info) => PutPort(line, info.UpstreamLocalAddress),
        ["UPSTREAM_REQUEST_ATTEMPT_COUNT"] = static (line, info) => Put(line, info.AttemptCount),
        ["UPSTREAM_TRANSPORT_FAILURE_REASON"] = static (line, info) => Put(line, info.UpstreamTransportFailureReason),
        ["DOWNSTREAM_REMOTE_ADDRESS"] = static (line, info) => PutRemote(line, info),
        ["DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = static (line, info) =>
            Put(line, info.TrustedClientAddress) || Put(line, info.Connection.RemoteIp),
        ["DOWNSTREAM_REMOTE_PORT"] = static (line, info) =>
            info.TrustedClientAddress is null ? PutPort(line, info.Connection.RemoteAddress) : Put(line, 0),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS"] = static (line, info) => Put(line, info.Connection.RemoteAddress),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT"] = static (line, info) => Put(line, info.Connection.RemoteIp),
        ["DOWNSTREAM_LOCAL_ADDRESS"] = static (line, info) => Put(line, info.Connection.LocalAddress),
        ["DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = static (line, info) => PutHost(line, info.Connection.LocalAddress),
        ["DOWNSTREAM_LOCAL_PORT"] = static (line, info) => PutPort(line, info.Connection.LocalAddress),
        ["REQUESTED_SERVER_NAME"] = static (line, info) => Put(line, info.Connection.RequestedServerName),
        ["ROUTE_NAME"] = static (line, info) => Put(line, info.RouteName),
        ["FILTER_CHAIN_NAME"] = static (line, info) => Put(line, info.Connection.FilterChainName),
        ["CONNECTION_ID"] = static (line, info) => Put(line, info.Connection.Id),
        ["DOWNSTREAM_PEER_URI_SAN"] = static (line, info) => PutList(line, info.Connection.PeerUriSans),
        ["DOWNSTREAM_PEER_DNS_SAN"] = static (line, info) => PutList(line, info.Connection.PeerDnsSans),
        ["DOWNSTREAM_LOCAL_URI_SAN"] = static (line, info) => PutList(line, info.Connection.LocalUriSans),
        ["DOWNSTREAM_PEER_SUBJECT"] = static (line, info) => Put(line, info.Connection.PeerSubject),
        ["DOWNSTREAM_PEER_FINGERPRINT_256"] = static (line, info) => Put(line, info.Connection.PeerCertificateSha256),
    }.ToFrozenDictionary();

    /// <summary>The names of all commands, sorted: for the message about an unknown one, and for tests.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. Plain.Keys.Concat(["START_TIME", "REQ", "RESP", "TRAILER", "REQ_WITHOUT_QUERY", "FILTER_STATE", "HOSTNAME", "DYNAMIC_METADATA"]).Order(StringComparer.Ordinal)];

    /// <summary>The operator for one command; null with a reason when it is unknown or its argument is wrong.</summary>
    /// <param name="name">Upper case.</param>
    /// <param name="argument">What stood in parentheses; null without.</param>
    /// <param name="suffix">Empty, or a colon and the greatest length in bytes.</param>
    /// <param name="error">Why not.</param>
    public static LogOperator? TryCreate(string name, string? argument, string suffix, out string? error)
    {
        error = null;
        if (!TryReadLimit(suffix, out var limit))
            error = $"%{name}%: '{suffix}' is not a maximum length such as :10";
        var found = error is null ? Create(name, argument, out error) : null;
        return found is not null && limit is { } length ? new Limited(found, length) : found;
    }

    static LogOperator? Create(string name, string? argument, out string? error)
    {
        error = null;
        if (Plain.TryGetValue(name, out var writer))
            return new PlainOperator(writer);
        switch (name)
        {
            case "START_TIME":
                return TimeOperator.TryCreate(argument, out error);
            case "HOSTNAME":
                return new ConstantOperator(Environment.MachineName);
            case "REQ" or "RESP" or "TRAILER" or "REQ_WITHOUT_QUERY" when string.IsNullOrEmpty(argument):
                error = $"%{name}% needs a header name in parentheses";
                return null;
            case "REQ" or "RESP" or "TRAILER" or "REQ_WITHOUT_QUERY":
                return HeaderOperator.TryCreate(name, argument!, out error);
            case "DYNAMIC_METADATA":
                return DynamicMetadataOperator.TryCreate(argument, out error);
            case "FILTER_STATE" when argument is { Length: > 0 }:
                return new FilterStateOperator(argument.Split(':')[0]);
            default:
                error = $"Not supported field in StreamInfo: {name}. Supported: {string.Join(", ", Names)}";
                return null;
        }
    }

    static bool TryReadLimit(string suffix, out int? limit)
    {
        limit = null;
        if (suffix.Length == 0)
            return true;
        if (suffix[0] != ':' || !int.TryParse(suffix.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0)
            return false;
        limit = length;
        return true;
    }

    static bool Put(LogLine line, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        line.Append(text);
        return true;
    }

    static bool Put(LogLine line, long number)
    {
        line.Append(number);
        return true;
    }

    static bool PutFlags(LogLine line, StreamInfo info, Func<ResponseFlag, string> spelling)
    {
        for (var i = 0; i < info.Flags.Count; i++)
        {
            if (i > 0)
                line.Append(","u8);
            line.Append(spelling(info.Flags[i]));
        }

        return !info.Flags.IsEmpty;
    }

    static bool PutSpan(LogLine line, long start, long end) => end != 0 && Put(line, (end - start) / 1_000_000);

    // A client address taken from x-forwarded-for has no port; Envoy writes 0.
    static bool PutRemote(LogLine line, StreamInfo info)
    {
        if (info.TrustedClientAddress is not { } trusted)
            return Put(line, info.Connection.RemoteAddress);
        var brackets = trusted.Contains(':');
        line.Append(brackets ? "[" : "");
        line.Append(trusted);
        line.Append(brackets ? "]:0"u8 : ":0"u8);
        return true;
    }

    static bool PutHost(LogLine line, string? address)
    {
        if (string.IsNullOrEmpty(address))
            return false;
        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? address : address.AsSpan(0, colon);
        line.Append(host.Length > 2 && host[0] == '[' ? host[1..^1] : host);
        return true;
    }

    static bool PutPort(LogLine line, string? address)
    {
        if (string.IsNullOrEmpty(address) || address.LastIndexOf(':') is not (>= 0 and var colon))
            return false;
        line.Append(address.AsSpan(colon + 1));
        return true;
    }

    static bool PutList(LogLine line, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                line.Append(","u8);
            line.Append(values[i]);
        }

        return values.Count > 0;
    }

    sealed class PlainOperator(Writer writer) : LogOperator
    {
        public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response) => writer(line, info);
    }

    sealed class ConstantOperator(string text) : LogOperator
    {
        public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response) => Put(line, text);
    }

    sealed class FilterStateOperator(string key) : LogOperator
    {
        public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response) =>
            info.FilterState is { } state && state.TryGetValue(key, out var value) && Put(line, value.ToString());
    }

    sealed class Limited(LogOperator inner, int limit) : LogOperator
    {
        public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            var start = line.Length;
            if (!inner.TryWrite(line, info, request, response))
                return false;
            line.Truncate(start + limit);
            return true;
        }
    }
}
