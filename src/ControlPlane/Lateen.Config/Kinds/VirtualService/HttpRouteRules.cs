using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What one HTTP route of a VirtualService must be.</summary>
static class HttpRouteRules
{
    public static void Check(HTTPRoute route, VirtualService spec, string path, ObjectReport report)
    {
        CheckAction(route, path, report);
        for (var i = 0; i < route.Match.Count; i++)
            HttpMatchRules.Check(route.Match[i], spec, FieldPath.Item($"{path}.match", i), report);
        DestinationRules.Check([.. route.Route.Select(destination => (destination.Destination, destination.Weight))], $"{path}.route", report);
        if (route.Mirror is { } mirror)
            DestinationRules.Check(mirror, $"{path}.mirror", report);
        for (var i = 0; i < route.Mirrors.Count; i++)
            DestinationRules.Check(route.Mirrors[i].Destination, $"{FieldPath.Item($"{path}.mirrors", i)}.destination", report);
        SharedRules.CheckTimeout(route.Timeout, $"{path}.timeout", report);
        CheckRetries(route.Retries, $"{path}.retries", report);
        CheckRedirect(route, path, report);
        CheckRewrite(route, path, report);
        HttpFilterRules.CheckFault(route.Fault, $"{path}.fault", report);
        HttpFilterRules.CheckCors(route.CorsPolicy, $"{path}.corsPolicy", report);
        HttpFilterRules.CheckMirrors(route, path, report);
        HttpFilterRules.CheckHeaders(route, path, report);
        if (route.Delegate is not null && spec.Hosts.Count == 0)
            report.Error($"{path}.delegate", $"{path}.delegate has no place here: a VirtualService without hosts is a delegate itself, and delegates don't delegate");
    }

    static void CheckRewrite(HTTPRoute route, string path, ObjectReport report)
    {
        if (route.Rewrite is not { } rewrite)
            return;
        if (rewrite is { Uri: "", Authority: "", UriRegexRewrite: null })
            report.Error($"{path}.rewrite", $"{path}.rewrite changes nothing", "set uri, uriRegexRewrite or authority, or remove it");
        if (rewrite.UriRegexRewrite is { } regex)
        {
            if (rewrite.Uri.Length > 0)
                report.Error($"{path}.rewrite.uriRegexRewrite", $"{path}.rewrite can't have both uri and uriRegexRewrite", "keep one of the two");
            if (regex.Match.Length == 0 || regex.Rewrite.Length == 0)
                report.Error($"{path}.rewrite.uriRegexRewrite", $"{path}.rewrite.uriRegexRewrite needs match and rewrite");
            else
                SharedRules.CheckRegex(regex.Match, $"{path}.rewrite.uriRegexRewrite.match", report);
        }

        foreach (var other in new[] { route.Redirect is null ? "" : "redirect", route.DirectResponse is null ? "" : "directResponse" }.Where(name => name.Length > 0))
            report.Error($"{path}.rewrite", $"{path} has rewrite and {other}", "a request that goes nowhere is not rewritten: keep one of the two");
    }

    static readonly string[] RetryConditions =
    [
        "5xx", "cancelled", "connect-failure", "deadline-exceeded", "envoy-ratelimited", "gateway-error", "http3-post-connect-failure", "internal", "refused-stream",
        "reset", "reset-before-request", "resource-exhausted", "retriable-4xx", "retriable-headers", "retriable-status-codes", "unavailable",
    ];

    static void CheckAction(HTTPRoute route, string path, ObjectReport report)
    {
        (string Name, bool IsSet)[] actions =
        [
            ("route", route.Route.Count > 0), ("redirect", route.Redirect is not null), ("directResponse", route.DirectResponse is not null),
            ("delegate", route.Delegate is not null),
        ];
        string[] set = [.. actions.Where(action => action.IsSet).Select(action => action.Name)];
        if (set.Length == 0)
            report.Error(path, $"{path} says nothing to do", "add route, redirect, directResponse or delegate");
        if (set.Length > 1)
            report.Error($"{path}.{set[1]}", $"{path} has {string.Join(" and ", set)}", "keep one of them");
        if (route.DirectResponse is { Status: < 200 or > 599 } response)
            report.Error($"{path}.directResponse.status", $"{path}.directResponse.status must be from 200 to 599, not {response.Status}");
    }

    static void CheckRetries(HTTPRetry? retries, string path, ObjectReport report)
    {
        if (retries is null)
            return;
        SharedRules.CheckNotNegative(retries.Attempts, $"{path}.attempts", report);
        SharedRules.CheckTimeout(retries.PerTryTimeout, $"{path}.perTryTimeout", report);
        foreach (var token in retries.RetryOn.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!RetryConditions.Contains(token) && !(int.TryParse(token, out var code) && code is >= 100 and <= 599))
                report.Error($"{path}.retryOn", $"{path}.retryOn has \"{Quoting.Short(token)}\", which is no condition", $"conditions are status codes and {string.Join(", ", RetryConditions)}");
        }

        if (retries.Attempts == 0 && (retries.RetryOn.Length > 0 || retries.PerTryTimeout is not null))
            report.Error($"{path}.attempts", $"{path}.attempts is 0, so its other fields mean nothing", "set attempts, or remove the others");
    }

    static void CheckRedirect(HTTPRoute route, string path, ObjectReport report)
    {
        if (route.Redirect is not { } redirect)
            return;
        const string Codes = "use 301, 302, 303, 307 or 308";
        if (redirect.RedirectCode is not 0 and (< 300 or > 399))
            report.Error($"{path}.redirect.redirectCode", $"{path}.redirect.redirectCode must be a redirection, not {redirect.RedirectCode}", Codes);
        else if (redirect.RedirectCode is not (0 or 301 or 302 or 303 or 307 or 308))
            report.Warning($"{path}.redirect.redirectCode", $"proxies can't redirect with {redirect.RedirectCode}, so the route does nothing", Codes);
        if (redirect is { Uri: "", Authority: "", Scheme: "", PrefixRewrite: "", RedirectPortCase: HTTPRedirect.RedirectPortOneofCase.None })
            report.Error($"{path}.redirect", $"{path}.redirect leads nowhere else", "set uri, prefixRewrite, authority, scheme or port");
        if (redirect.PrefixRewrite.Length > 0 && route.Match.Any(match => match.Uri is { MatchTypeCase: not (StringMatch.MatchTypeOneofCase.Prefix or StringMatch.MatchTypeOneofCase.None) }))
            report.Error($"{path}.redirect.prefixRewrite", $"{path}.redirect.prefixRewrite needs every uri of match to be a prefix", "match by prefix, or use uri");
        if (route.Fault is not null)
            report.Error($"{path}.fault", $"{path} has fault and redirect", "a request that is redirected has no fault: keep one of the two");
        if (redirect is { Uri.Length: > 0, PrefixRewrite.Length: > 0 })
            report.Error($"{path}.redirect.prefixRewrite", $"{path}.redirect can't have both uri and prefixRewrite", "keep one of the two");
    }
}
