using System.Collections.Immutable;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>The registered claims that decide about a token (RFC 7519 section 4.1).</summary>
readonly record struct JwtClaims(string Issuer, ImmutableArray<string> Audiences, ulong NotBefore, ulong Expiry)
{
    const double TooLarge = 18446744073709551616d;

    /// <summary>Reads and checks the claims' types, in Envoy's order.</summary>
    public static JwtStatus Read(MetadataValue.StructValue payload, out JwtClaims claims)
    {
        claims = default;
        if (!TryText(payload, "iss", out var issuer))
            return JwtStatus.IssuerNotText;
        if (!TryText(payload, "sub", out _))
            return JwtStatus.SubjectNotText;
        if (Time(payload, "iat", JwtStatus.IssuedAtNotNumber, JwtStatus.IssuedAtOutOfRange, out _) is not JwtStatus.Ok and var badIat)
            return badIat;
        if (Time(payload, "nbf", JwtStatus.NotBeforeNotNumber, JwtStatus.NotBeforeOutOfRange, out var notBefore) is not JwtStatus.Ok and var badNbf)
            return badNbf;
        if (Time(payload, "exp", JwtStatus.ExpiryNotNumber, JwtStatus.ExpiryOutOfRange, out var expiry) is not JwtStatus.Ok and var badExp)
            return badExp;
        if (!TryText(payload, "jti", out _))
            return JwtStatus.IdNotText;
        if (!TryAudiences(payload, out var audiences))
            return JwtStatus.AudienceNotText;
        claims = new JwtClaims(issuer, audiences, notBefore, expiry);
        return JwtStatus.Ok;
    }

    static bool TryText(MetadataValue.StructValue payload, string name, out string text)
    {
        text = "";
        if (!payload.Fields.TryGetValue(name, out var value))
            return true;
        text = (value as MetadataValue.StringValue)?.Value ?? "";
        return value is MetadataValue.StringValue;
    }

    static JwtStatus Time(MetadataValue.StructValue payload, string name, JwtStatus notNumber, JwtStatus outOfRange, out ulong seconds)
    {
        seconds = 0;
        if (!payload.Fields.TryGetValue(name, out var value))
            return JwtStatus.Ok;
        if (value is not MetadataValue.NumberValue { Value: var number })
            return notNumber;
        if (number is < 0 or >= TooLarge)
            return outOfRange;
        seconds = (ulong)number;
        return JwtStatus.Ok;
    }

    static bool TryAudiences(MetadataValue.StructValue payload, out ImmutableArray<string> audiences)
    {
        audiences = [];
        if (!payload.Fields.TryGetValue("aud", out var value))
            return true;
        if (value is MetadataValue.StringValue one)
        {
            audiences = [one.Value];
            return true;
        }

        if (value is not MetadataValue.ListValue list || list.Items.Any(item => item is not MetadataValue.StringValue))
            return false;
        audiences = [.. list.Items.Select(item => ((MetadataValue.StringValue)item).Value)];
        return true;
    }
}
