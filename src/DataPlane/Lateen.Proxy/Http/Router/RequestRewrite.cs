using System.Buffers;
using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>What a route changes about a request before it goes upstream: fields, path, host.</summary>
static class RequestRewrite
{
    /// <summary>Applies a route's changes, once per request; the automatic host comes with each attempt.</summary>
    public static void Apply(HttpStream stream, ForwardAction action, bool suppressEnvoyHeaders)
    {
        var request = stream.Request!;
        HeaderEdits.ApplyToRequest(stream.Route, request.Headers, stream.Info, request);
        if (action.PathRewrite is { } rewrite && !request.IsConnect)
            RewritePath(stream, rewrite, suppressEnvoyHeaders);
        var literal = stream.Route.Weighted?.HostRewriteLiteral;
        if (literal is not null)
            SetHost(request, action, Encoding.ASCII.GetBytes(literal), suppressEnvoyHeaders);
        else if (action.HostRewrite is { } host)
            RewriteHost(request, action, host, suppressEnvoyHeaders);
    }

    /// <summary>Replaces the authority; the upstream learns the client's own from x-envoy-original-host.</summary>
    public static void SetHost(RequestHead request, ForwardAction action, ReadOnlySpan<byte> host, bool suppressEnvoyHeaders)
    {
        if (!suppressEnvoyHeaders && !request.Headers.Contains(HeaderId.XEnvoyOriginalHost))
            request.Headers.Set(HeaderId.XEnvoyOriginalHost, request.Authority);
        if (action.AppendXForwardedHost)
            request.Headers.AppendToList(HeaderId.XForwardedHost, request.Authority, ","u8);
        request.SetAuthority(host);
    }

    static void RewriteHost(RequestHead request, ForwardAction action, HostRewrite rewrite, bool suppressEnvoyHeaders)
    {
        switch (rewrite)
        {
            case HostRewrite.Literal literal:
                SetHost(request, action, Encoding.ASCII.GetBytes(literal.Value), suppressEnvoyHeaders);
                break;
            case HostRewrite.FromHeader header when request.TryGet(header.Name, out var value) && !value.IsEmpty:
                SetHost(request, action, value, suppressEnvoyHeaders);
                break;
            case HostRewrite.FromPath path:
                SetHost(request, action, path.Pattern.ReplaceAll(WithoutQuery(request.Path), Encoding.UTF8.GetBytes(path.Substitution)), suppressEnvoyHeaders);
                break;
        }
    }

    static void RewritePath(HttpStream stream, PathRewrite rewrite, bool suppressEnvoyHeaders)
    {
        var request = stream.Request!;
        var path = request.Path;
        if (!suppressEnvoyHeaders)
            request.Headers.Set(HeaderId.XEnvoyOriginalPath, path);
        if (rewrite is PathRewrite.Regex regex)
        {
            var plain = WithoutQuery(path);
            request.SetPath([.. regex.Pattern.ReplaceAll(plain, Encoding.UTF8.GetBytes(regex.Substitution)), .. path[plain.Length..]]);
            return;
        }

        var prefix = Encoding.UTF8.GetBytes(((PathRewrite.Prefix)rewrite).Value);
        var rest = path[Math.Min(path.Length, stream.Route.Decision.MatchedPathLength)..];
        var buffer = ArrayPool<byte>.Shared.Rent(prefix.Length + rest.Length);
        prefix.CopyTo(buffer, 0);
        rest.CopyTo(buffer.AsSpan(prefix.Length));
        request.SetPath(buffer.AsSpan(0, prefix.Length + rest.Length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> path) => path.IndexOf((byte)'?') is var at && at < 0 ? path : path[..at];
}
