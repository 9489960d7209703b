using System.Buffers;
using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>What a request must pass before its filters run, in Envoy's order; a reply means that it did not.</summary>
static class RequestChecks
{
    /// <summary>Checks, normalises and prepares a request.</summary>
    public static LocalReply? Apply(HttpStream stream, RequestHead request, ClientFacts client)
    {
        var config = stream.Server.Config;
        if (request.Protocol == HttpProtocol.Http10 && config.Http1.DefaultHostForHttp10.Length > 0 && !request.Headers.Contains(HeaderId.Authority))
            request.SetAuthority(Encoding.ASCII.GetBytes(config.Http1.DefaultHostForHttp10));
        if ((CheckTarget(request) ?? NormalizePath(stream, request)) is { } refused)
            return refused;
        NormalizeHost(request, config, stream);
        stream.Server.Requests.Apply(request, client, stream.Info);
        return CheckUpgrade(stream, request, config);
    }

    static LocalReply? CheckTarget(RequestHead request)
    {
        if (!request.Headers.Contains(HeaderId.Authority))
            return LocalReplies.MissingHost;
        if (request.IsConnect)
            return null;
        if (request.Path.IsEmpty)
            return LocalReplies.MissingPath;
        if (request.Path[0] != '/')
            return LocalReplies.AbsolutePath;
        return request.Method.SequenceEqual("QUERY"u8) && !request.Headers.Contains(HeaderId.ContentType) ? LocalReplies.QueryWithoutContentType : null;
    }

    static LocalReply? NormalizePath(HttpStream stream, RequestHead request)
    {
        if (request.IsConnect)
            return null;
        var path = request.Path;
        var rented = path.Length > 256 ? ArrayPool<byte>.Shared.Rent(path.Length * 3) : null;
        Span<byte> output = rented ?? stackalloc byte[768];
        var outcome = PathNormalizer.Normalize(path, stream.Server.Config, output, out var length);
        if (outcome is PathOutcome.Changed or PathOutcome.Redirect)
            request.SetPath(output[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return outcome switch
        {
            PathOutcome.Rejected => LocalReplies.PathNormalizationFailed,
            PathOutcome.Redirect => LocalReplies.PathRedirect with { Headers = [new("location", Encoding.ASCII.GetString(request.Path))] },
            _ => null,
        };
    }

    static void NormalizeHost(RequestHead request, HttpConnectionManagerConfig config, HttpStream stream)
    {
        if (config.StripPort == PortStripping.Never && !config.StripTrailingHostDot)
            return;
        var host = request.Authority;
        var colon = host.LastIndexOf((byte)':');
        var hasPort = colon >= 0 && host.LastIndexOf((byte)']') < colon;
        var stripped = host;
        if (hasPort && (config.StripPort == PortStripping.Any || (config.StripPort == PortStripping.Matching && IsListenerPort(host[(colon + 1)..], stream))))
            stripped = host[..colon];
        if (config.StripTrailingHostDot && stripped.EndsWith("."u8) && !(hasPort && stripped.Length == host.Length))
            stripped = stripped[..^1];
        if (stripped.Length != host.Length)
            request.SetAuthority(stripped);
    }

    static bool IsListenerPort(ReadOnlySpan<byte> port, HttpStream stream) =>
        System.Buffers.Text.Utf8Parser.TryParse(port, out int number, out var used) && used == port.Length && number == stream.OriginalDestination.Port;

    // The upgrade must be on: in the route's list if that names it, else in the connection manager's.
    static LocalReply? CheckUpgrade(HttpStream stream, RequestHead request, HttpConnectionManagerConfig config)
    {
        if (!request.IsUpgrade && !request.IsConnect)
            return null;
        if (stream.Route.Entry is not { } entry)
            return null;
        var wanted = request.IsConnect ? "connect"u8 : request.Headers.Get(HeaderId.Upgrade);
        var allowed = entry.Route.Action is ForwardAction action ? Find(action.Upgrades, wanted) : null;
        allowed ??= Find(config.Upgrades, wanted);
        if (allowed == true)
            return null;
        stream.Server.Worker.Context.Stats.Increment(stream.Server.Stats.RqWsOnNonWsRoute);
        return LocalReplies.UpgradeFailed;
    }

    static bool? Find(System.Collections.Immutable.ImmutableArray<UpgradeConfig> upgrades, ReadOnlySpan<byte> wanted)
    {
        foreach (var upgrade in upgrades)
            if (Ascii.EqualsIgnoreCase(wanted, upgrade.Protocol))
                return upgrade.Enabled;
        return null;
    }
}
