using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What one HTTP route of a VirtualService must be.</summary>
static class HttpRouteRules
{
    public static void Check(HTTPRoute route, string path, ObjectReport report)
    {
        CheckAction(route, path, report);
        for (var i = 0; i < route.Match.Count; i++)
            CheckMatch(route.Match[i], FieldPath.Item($"{path}.match", i), report);
        DestinationRules.Check([.. route.Route.Select(destination => (destination.Destination, destination.Weight))], $"{path}.route", report);
        if (route.Mirror is { } mirror)
            DestinationRules.Check(mirror, $"{path}.mirror", report);
        for (var i = 0; i < route.Mirrors.Count; i++)
            DestinationRules.Check(route.Mirrors[i].Destination, $"{FieldPath.Item($"{path}.mirrors", i)}.destination", report);
        SharedRules.CheckTimeout(route.Timeout, $"{path}.timeout", report);
        CheckRetries(route.Retries, $"{path}.retries", report);
        CheckRedirect(route, path, report);
    }

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

    static void CheckMatch(HTTPMatchRequest match, string path, ObjectReport report)
    {
        foreach (var name in match.Headers.Keys.Concat(match.WithoutHeaders.Keys))
        {
            if (name.Length == 0)
                report.Error($"{path}.headers", $"{path}.headers has a header without a name");
        }

        if (match.Port > 65535)
            SharedRules.CheckPort(match.Port, $"{path}.port", report);
        if (match.Uri is { MatchTypeCase: StringMatch.MatchTypeOneofCase.Exact, Exact: "" })
            report.Warning($"{path}.uri", $"{path}.uri matches only the empty path, which no request has", "use prefix \"/\" for all paths");
    }

    static void CheckRetries(HTTPRetry? retries, string path, ObjectReport report)
    {
        if (retries is null)
            return;
        SharedRules.CheckNotNegative(retries.Attempts, $"{path}.attempts", report);
        SharedRules.CheckTimeout(retries.PerTryTimeout, $"{path}.perTryTimeout", report);
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
        if (redirect is { Uri.Length: > 0, PrefixRewrite.Length: > 0 })
            report.Error($"{path}.redirect.prefixRewrite", $"{path}.redirect can't have both uri and prefixRewrite", "keep one of the two");
    }
}
