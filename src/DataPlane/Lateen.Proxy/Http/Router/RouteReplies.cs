using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>Answers that a route gives without an upstream.</summary>
static class RouteReplies
{
    const string Details = "direct_response";

    /// <summary>A direct response: its text, sent as text/plain.</summary>
    public static LocalReply Direct(DirectResponseAction action) => new(action.Status, action.Body, Details);

    /// <summary>A redirect to the request's address with the route's changes.</summary>
    public static LocalReply Redirect(RedirectAction action, RequestHead request, int matchedPathLength) =>
        new(action.Status, default, Details) { Headers = [new("location", Location(action, request, matchedPathLength))] };

    static string Location(RedirectAction action, RequestHead request, int matchedPathLength)
    {
        var oldScheme = Encoding.ASCII.GetString(request.Scheme);
        var scheme = action.Scheme ?? oldScheme;
        var host = action.Host ?? Host(Encoding.ASCII.GetString(request.Authority), oldScheme, scheme, action.Port > 0);
        var port = action.Port > 0 ? $":{action.Port}" : "";
        return $"{scheme}://{host}{port}{Path(action, Encoding.UTF8.GetString(request.Path), matchedPathLength)}";
    }

    // The old port goes when another is given, and when it was the default of a scheme that is no longer used.
    static string Host(string authority, string oldScheme, string scheme, bool hasNewPort)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority.LastIndexOf(']') > colon)
            return authority;
        var isDefault = authority[(colon + 1)..] == (oldScheme == "https" ? "443" : "80");
        return hasNewPort || (scheme != oldScheme && isDefault) ? authority[..colon] : authority;
    }

    static string Path(RedirectAction action, string path, int matchedPathLength)
    {
        var question = path.IndexOf('?');
        var plain = question < 0 ? path : path[..question];
        var query = question < 0 || action.StripQuery ? "" : path[question..];
        return action switch
        {
            { Path: { } whole } when whole.Contains('?') => whole,
            { Path: { } whole } => whole + query,
            { PathRewrite: PathRewrite.Prefix prefix } => prefix.Value + plain[Math.Min(plain.Length, matchedPathLength)..] + query,
            { PathRewrite: PathRewrite.Regex regex } => Encoding.UTF8.GetString(regex.Pattern.ReplaceAll(Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(regex.Substitution))) + query,
            _ => plain + query,
        };
    }
}
