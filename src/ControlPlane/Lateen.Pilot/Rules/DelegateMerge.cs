using Istio.Networking.V1Alpha3;
using Lateen.Config;

namespace Lateen.Pilot.Rules;

/// <summary>
/// A delegate's rules in the place of the root's rule that names it. What the delegate says counts, and what it does not say the root says; a request must
/// meet the conditions of both.
/// </summary>
static class DelegateMerge
{
    /// <summary>The delegate's rules, merged; those whose conditions contradict the root's are left out.</summary>
    public static IEnumerable<MergedRule> Of(HTTPRoute root, ConfigObject item)
    {
        var rules = item.As<VirtualService>().Http;
        for (var i = 0; i < rules.Count; i++)
        {
            if (Merge(root, rules[i]) is { } merged)
                yield return new MergedRule(merged, item, i);
        }
    }

    static HTTPRoute? Merge(HTTPRoute root, HTTPRoute own)
    {
        if (Matches(root, own) is not { } matches)
            return null;
        var merged = own.Clone();
        merged.Name = (root.Name, own.Name) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{root.Name}-{own.Name}",
            ({ Length: > 0 }, _) => root.Name,
            _ => own.Name,
        };
        merged.Match.Clear();
        merged.Match.AddRange(matches);
        TakeMissing(merged, root);
        return merged;
    }

    static void TakeMissing(HTTPRoute merged, HTTPRoute root)
    {
        merged.Rewrite ??= root.Rewrite;
        merged.DirectResponse ??= root.DirectResponse;
        merged.Timeout ??= root.Timeout;
        merged.Retries ??= root.Retries;
        merged.Fault ??= root.Fault;
        merged.Mirror ??= root.Mirror;
#pragma warning disable CS0612 // The old field still counts for users who have it.
        merged.MirrorPercent ??= root.MirrorPercent;
#pragma warning restore CS0612
        merged.MirrorPercentage ??= root.MirrorPercentage;
        merged.CorsPolicy ??= root.CorsPolicy;
        merged.Headers ??= root.Headers;
        if (merged.Mirrors.Count == 0)
            merged.Mirrors.AddRange(root.Mirrors);
    }

    /// <summary>The pairs of conditions that don't contradict each other; null when a block of the delegate has no partner.</summary>
    static List<HTTPMatchRequest>? Matches(HTTPRoute root, HTTPRoute own)
    {
        if (root.Match.Count == 0)
            return [.. own.Match];
        if (own.Match.Count == 0)
            return [.. root.Match];
        var all = new List<HTTPMatchRequest>();
        foreach (var block in own.Match)
        {
            var count = all.Count;
            all.AddRange(root.Match.Where(outer => !Contradicts(outer, block)).Select(outer => Merge(outer, block)));
            if (all.Count == count)
                return null;
        }

        return all;
    }

    static HTTPMatchRequest Merge(HTTPMatchRequest root, HTTPMatchRequest own)
    {
        var merged = own.Clone();
        merged.Name = (root.Name, own.Name) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{root.Name}-{own.Name}",
            ({ Length: > 0 }, _) => root.Name,
            _ => own.Name,
        };
        merged.Uri ??= root.Uri;
        merged.Scheme ??= root.Scheme;
        merged.Method ??= root.Method;
        merged.Authority ??= root.Authority;
        Union(merged.Headers, root.Headers);
        Union(merged.WithoutHeaders, root.WithoutHeaders);
        Union(merged.QueryParams, root.QueryParams);
        Union(merged.SourceLabels, root.SourceLabels);
        if (merged.Port == 0)
            merged.Port = root.Port;
        if (merged.SourceNamespace.Length == 0)
            merged.SourceNamespace = root.SourceNamespace;
        if (merged.Gateways.Count == 0)
            merged.Gateways.AddRange(root.Gateways);
        if (merged.StatPrefix.Length == 0)
            merged.StatPrefix = root.StatPrefix;
        merged.IgnoreUriCase |= root.IgnoreUriCase;
        return merged;
    }

    static void Union<T>(IDictionary<string, T> into, IDictionary<string, T> more)
    {
        foreach (var (key, value) in more)
            into.TryAdd(key, value);
    }

    static bool Contradicts(HTTPMatchRequest root, HTTPMatchRequest own) =>
        root.IgnoreUriCase != own.IgnoreUriCase
        || Contradict(root.Uri, own.Uri) || Contradict(root.Scheme, own.Scheme) || Contradict(root.Method, own.Method) || Contradict(root.Authority, own.Authority)
        || ContradictEach(root.Headers, own.Headers) || ContradictEach(root.WithoutHeaders, own.WithoutHeaders) || ContradictEach(root.QueryParams, own.QueryParams)
        || root.Port > 0 && own.Port > 0 && root.Port != own.Port
        || root.SourceNamespace.Length > 0 && own.SourceNamespace.Length > 0 && root.SourceNamespace != own.SourceNamespace
        || root.SourceLabels.Any(label => own.SourceLabels.TryGetValue(label.Key, out var value) && value != label.Value)
        || own.Gateways.Any(gateway => root.Gateways.Count > 0 && !root.Gateways.Contains(gateway));

    static bool ContradictEach(IDictionary<string, StringMatch> root, IDictionary<string, StringMatch> own) =>
        root.Any(entry => own.TryGetValue(entry.Key, out var value) && Contradict(entry.Value, value));

    /// <summary>Equal exact texts agree, and what begins with the root's prefix; regular expressions agree with nothing.</summary>
    static bool Contradict(StringMatch? root, StringMatch? own)
    {
        if (root is null || own is null)
            return false;
        return (root.MatchTypeCase, own.MatchTypeCase) switch
        {
            (StringMatch.MatchTypeOneofCase.Exact, StringMatch.MatchTypeOneofCase.Exact) => root.Exact != own.Exact,
            (StringMatch.MatchTypeOneofCase.Prefix, StringMatch.MatchTypeOneofCase.Prefix) => !own.Prefix.StartsWith(root.Prefix, StringComparison.Ordinal),
            (StringMatch.MatchTypeOneofCase.Prefix, StringMatch.MatchTypeOneofCase.Exact) => !own.Exact.StartsWith(root.Prefix, StringComparison.Ordinal),
            _ => true,
        };
    }
}
