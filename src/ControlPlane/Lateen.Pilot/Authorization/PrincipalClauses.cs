using Envoy.Config.Rbac.V3;
using Envoy.Type.Matcher.V3;
using Lateen.Core;
using Lateen.Pilot.Parts;

namespace Lateen.Pilot.Authorization;

/// <summary>Attributes of who sends a request as Envoy's principals.</summary>
/// <param name="policyNamespace">Completes service accounts that name none.</param>
/// <param name="isUpstream">The client is upstream Envoy, which warns of deprecated fields.</param>
sealed class PrincipalClauses(string policyNamespace, bool isUpstream)
{
    /// <summary>A principal that has one of the values; null when there is none for the attribute, or not where only bytes are seen.</summary>
    public Principal? AnyOf(string key, IReadOnlyList<string> values, bool isTcp)
    {
        if (isTcp && key.StartsWith("request.", StringComparison.Ordinal))
            return null;
        if (Claim(key) is { } path)
            return path.Length == 0 ? null : Metadata(MetadataMatchers.ClaimOrItem(path, values));
        var each = values.Select(value => Of(key, value)).OfType<Principal>().ToArray();
        if (each.Length == 0)
            return null;
        return key == Attributes.RequestPrincipal && each.Length == 1 ? each[0] : new Principal { OrIds = new Principal.Types.Set { Ids = { each } } };
    }

    Principal? Of(string key, string value) => key switch
    {
        Attributes.SourceIp => CidrRanges.AsWritten(value) is { } range ? new Principal { DirectRemoteIp = range } : null,
        Attributes.RemoteIp => CidrRanges.AsWritten(value) is { } range ? new Principal { RemoteIp = range } : null,
        Attributes.SourceNamespace => Named(Patterns.Regex($".*/ns/{string.Join(".*", value.Split('*').Select(Patterns.Quote))}/.*")),
        Attributes.SourcePrincipal => Named(Patterns.TextBehind(SpiffeId.Prefix, value)),
        Attributes.SourceServiceAccount => OfServiceAccount(value),
        Attributes.SourceTrustDomain => OfTrustDomain(value),
        Attributes.RequestPrincipal => OfRequestPrincipal(value),
        _ when key.StartsWith(Attributes.RequestHeaders, StringComparison.Ordinal) =>
            Bracketed(key[Attributes.RequestHeaders.Length..]) is [var name] ? new Principal { Header = Patterns.Header(name, value) } : null,
        _ => null,
    };

    /// <summary>Between namespace and account other parts may stand, and behind the account.</summary>
    Principal OfServiceAccount(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var (space, account) = slash < 0 ? (policyNamespace, value) : (value[..slash], value[(slash + 1)..]);
        return Named(Patterns.Regex($"{SpiffeId.Prefix}.+/ns/{Patterns.Quote(space)}/(.+/|)sa/{Patterns.Quote(account)}(/.+)?"));
    }

    static Principal OfTrustDomain(string value) => Named(value switch
    {
        "*" => new StringMatcher { Prefix = SpiffeId.Prefix },
        _ when value.Contains('*') => Patterns.Regex($"{SpiffeId.Prefix}{string.Join("[^/]*", value.Split('*').Select(Patterns.Quote))}/.*"),
        _ => new StringMatcher { Prefix = $"{SpiffeId.Prefix}{value}/" },
    });

    /// <summary>Issuer and subject, parted by the last slash. A wildcard counts at the beginning, else at the end.</summary>
    Principal OfRequestPrincipal(string value)
    {
        var slash = value.LastIndexOf('/');
        var (issuer, subject) = value switch
        {
            "*" => (Patterns.Text("*"), Patterns.Text("*")),
            ['*', ..] => slash < 0 ? (Patterns.Text("*"), Patterns.Text(value)) : (Patterns.Text(value[..slash]), Exact(value[(slash + 1)..])),
            [.., '*'] => slash < 0 ? (Patterns.Text(value), Patterns.Text("*")) : (Exact(value[..slash]), Patterns.Text(value[(slash + 1)..])),
            _ => slash < 0 ? (Exact(value), Exact("")) : (Exact(value[..slash]), Exact(value[(slash + 1)..])),
        };
        Principal[] both = [Metadata(MetadataMatchers.Claim("iss", issuer)), Metadata(MetadataMatchers.Claim("sub", subject))];
        return new Principal { AndIds = new Principal.Types.Set { Ids = { both } } };
    }

    static StringMatcher Exact(string text) => new() { Exact = text };

    /// <summary>Where in the token the attribute is; null when it is no claim, empty when its key is malformed.</summary>
    static string[]? Claim(string key) => key switch
    {
        Attributes.RequestAudiences => ["aud"],
        Attributes.RequestPresenter => ["azp"],
        _ when key.StartsWith(Attributes.RequestClaims, StringComparison.Ordinal) => Bracketed(key[Attributes.RequestClaims.Length..]),
        _ => null,
    };

    /// <summary><c>[a][b]</c> as its parts; empty when it is malformed.</summary>
    static string[] Bracketed(string text) =>
        text is ['[', _, .., ']'] && text[1..^1].Split("][") is { } parts && parts.All(part => part.Length > 0 && part.AsSpan().IndexOfAny('[', ']') < 0) ? parts : [];

    static Principal Named(StringMatcher name) => new() { Authenticated = new Principal.Types.Authenticated { PrincipalName = name } };

#pragma warning disable CS0612 // Istio still writes the field that Envoy's sourced_metadata replaces.
    Principal Metadata(MetadataMatcher matcher) =>
        isUpstream ? new() { SourcedMetadata = new SourcedMetadata { MetadataMatcher = matcher } } : new() { Metadata = matcher };
#pragma warning restore CS0612
}
