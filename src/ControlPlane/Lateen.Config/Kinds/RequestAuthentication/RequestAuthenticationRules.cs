using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a RequestAuthentication must be, beyond its schema.</summary>
static class RequestAuthenticationRules
{
    public static void Check(RequestAuthentication spec, ObjectReport report)
    {
        SharedRules.CheckSelector(spec.Selector?.MatchLabels, "spec.selector.matchLabels", report);
        PolicyTargetRules.Check(spec.Selector, spec.TargetRef, spec.TargetRefs, report);
        for (var i = 0; i < spec.JwtRules.Count; i++)
            Check(spec.JwtRules[i], FieldPath.Item("spec.jwtRules", i), report);
    }

    static void Check(JWTRule rule, string path, ObjectReport report)
    {
        if (rule.Issuer.Length == 0 && rule.JwksUri.Length == 0)
            report.Error(path, $"{path} has neither an issuer nor a jwksUri", "say whose tokens are valid");
        CheckTexts(rule.Audiences, FieldPath.Field(path, "audiences"), report);
        CheckKeys(rule, path, report);
        CheckPlaces(rule, path, report);
        CheckOutputs(rule, path, report);
        SharedRules.CheckTimeout(rule.Timeout, FieldPath.Field(path, "timeout"), report);
    }

    static void CheckKeys(JWTRule rule, string path, ObjectReport report)
    {
        if (rule.JwksUri.Length > 0 && !(Uri.TryCreate(rule.JwksUri, UriKind.Absolute, out var uri) ? uri.Scheme is "http" or "https" : IsHttp(rule.JwksUri)))
            report.Error(FieldPath.Field(path, "jwksUri"), $"{path}.jwksUri must be an http or https URL, not \"{Quoting.Short(rule.JwksUri)}\"");
        if (rule.Jwks.Length == 0)
            return;
        if (JwksCheck.WhyNot(rule.Jwks) is { } reason)
            report.Error(FieldPath.Field(path, "jwks"), $"{path}.jwks is no JSON Web Key Set: {reason}", "it is the set's JSON, as a text");
        if (rule.JwksUri.Length > 0)
            report.Warning(FieldPath.Field(path, "jwksUri"), $"{path}.jwksUri has no effect beside jwks", "keep one of the two");
    }

    /// <summary>Ports beyond 65535 and the like are found when the set is fetched, as in Istio.</summary>
    static bool IsHttp(string uri) =>
        uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    static void CheckPlaces(JWTRule rule, string path, ObjectReport report)
    {
        for (var i = 0; i < rule.FromHeaders.Count; i++)
        {
            var at = FieldPath.Field(FieldPath.Item(FieldPath.Field(path, "fromHeaders"), i), "name");
            if (rule.FromHeaders[i].Name.Length == 0)
                report.Error(at, $"{at} must not be empty");
            else if (!SharedRules.IsHeaderName(rule.FromHeaders[i].Name))
                report.Warning(at, $"{at} \"{Quoting.Short(rule.FromHeaders[i].Name)}\" is no header's name: proxies would refuse it, and the place is left out");
        }

        CheckTexts(rule.FromParams, FieldPath.Field(path, "fromParams"), report);
        CheckTexts(rule.FromCookies, FieldPath.Field(path, "fromCookies"), report);
    }

    static void CheckOutputs(JWTRule rule, string path, ObjectReport report)
    {
        if (rule.OutputPayloadToHeader.Length > 0 && !SharedRules.IsHeaderName(rule.OutputPayloadToHeader))
            report.Warning(FieldPath.Field(path, "outputPayloadToHeader"),
                $"{path}.outputPayloadToHeader \"{Quoting.Short(rule.OutputPayloadToHeader)}\" is no header's name: proxies would refuse it, and it is left out");
        for (var i = 0; i < rule.OutputClaimToHeaders.Count; i++)
        {
            var at = FieldPath.Item(FieldPath.Field(path, "outputClaimToHeaders"), i);
            var output = rule.OutputClaimToHeaders[i];
            if (output.Header.Length == 0 || output.Claim.Length == 0)
                report.Error(at, $"{at} needs a header and a claim");
            else if (!output.Header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                report.Error(FieldPath.Field(at, "header"), $"{at}.header \"{Quoting.Short(output.Header)}\" must be letters, digits, \"-\" and \"_\"");
        }
    }

    static void CheckTexts(IReadOnlyList<string> texts, string path, ObjectReport report)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length == 0)
                report.Error(FieldPath.Item(path, i), $"{FieldPath.Item(path, i)} must not be empty");
        }
    }
}
