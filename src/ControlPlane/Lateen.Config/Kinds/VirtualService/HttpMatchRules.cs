using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What the conditions of an HTTP route must be.</summary>
static class HttpMatchRules
{
    const string ClaimPrefix = "@request.auth.claims";

    static readonly string[] PseudoHeaders = ["uri", "scheme", "method", "authority"];

    public static void Check(HTTPMatchRequest match, VirtualService spec, string path, ObjectReport report)
    {
        CheckHeaders(match.Headers, spec, $"{path}.headers", report);
        CheckHeaders(match.WithoutHeaders, spec, $"{path}.withoutHeaders", report);
        foreach (var (name, value) in match.QueryParams)
            CheckText(value, FieldPath.Field($"{path}.queryParams", name), report);
        if (match.Port > 65535)
            SharedRules.CheckPort(match.Port, $"{path}.port", report);
        foreach (var (name, value) in new[] { ("uri", match.Uri), ("scheme", match.Scheme), ("method", match.Method), ("authority", match.Authority) })
            CheckText(value, $"{path}.{name}", report);
        if (match.Uri is { MatchTypeCase: StringMatch.MatchTypeOneofCase.Exact, Exact: "" })
            report.Warning($"{path}.uri", $"{path}.uri matches only the empty path, which no request has", "use prefix \"/\" for all paths");
        for (var i = 0; i < match.Gateways.Count; i++)
            SharedRules.CheckGatewayName(match.Gateways[i], FieldPath.Item($"{path}.gateways", i), report);
        if (match.SourceNamespace.Length > 0)
            SharedRules.CheckLabelName(match.SourceNamespace, $"{path}.sourceNamespace", report);
        foreach (var (key, value) in match.SourceLabels)
            SharedRules.CheckLabel(key, value, $"{path}.sourceLabels", report);
    }

    static void CheckHeaders(IDictionary<string, StringMatch> headers, VirtualService spec, string path, ObjectReport report)
    {
        foreach (var (name, value) in headers)
        {
            var at = FieldPath.Field(path, name);
            CheckText(value, at, report);
            if (name.StartsWith(ClaimPrefix, StringComparison.Ordinal))
                CheckClaim(name, spec, at, report);
            else if (name.Length == 0)
                report.Error(path, $"{path} has a header without a name");
            else if (!PseudoHeaders.Contains(name) && !SharedRules.IsHeaderName(name))
                report.Error(at, $"{path} has \"{Quoting.Short(name)}\", which is no header's name");
        }
    }

    /// <summary>Only gateways look at tokens before they choose a route.</summary>
    static void CheckClaim(string name, VirtualService spec, string path, ObjectReport report)
    {
        if (spec.Gateways.Count == 0 || spec.Gateways.Contains(VirtualServiceRules.Mesh))
            report.Error(path, $"{path}: \"{Quoting.Short(name)}\" is known to gateways only", "set spec.gateways without \"mesh\"");
    }

    static void CheckText(StringMatch? text, string path, ObjectReport report)
    {
        if (text is { MatchTypeCase: StringMatch.MatchTypeOneofCase.Regex } && text.Regex != "*")
            SharedRules.CheckRegex(text.Regex, path, report);
    }
}
