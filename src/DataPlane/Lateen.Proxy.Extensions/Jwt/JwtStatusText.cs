using System.Collections.Immutable;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>The bodies and the details of refusals, word for word Envoy's.</summary>
static class JwtStatusText
{
    static readonly ImmutableArray<string> Bodies = [.. Enum.GetValues<JwtStatus>().Select(Word)];

    static readonly ImmutableArray<string> AllDetails = [.. Bodies.Select(body => $"jwt_authn_access_denied{{{body.Replace(' ', '_')}}}")];

    /// <summary>The body of the refusal.</summary>
    public static string Body(this JwtStatus status) => Bodies[(int)status];

    /// <summary>%RESPONSE_CODE_DETAILS%.</summary>
    public static string Details(this JwtStatus status) => AllDetails[(int)status];

    static string Word(JwtStatus status) => status switch
    {
        JwtStatus.Ok => "OK",
        JwtStatus.Missing => "Jwt is missing",
        JwtStatus.NotYetValid => "Jwt not yet valid",
        JwtStatus.Expired => "Jwt is expired",
        JwtStatus.BadFormat => "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
        JwtStatus.HeaderBadBase64 => "Jwt header is an invalid Base64url encoded",
        JwtStatus.HeaderBadJson => "Jwt header is an invalid JSON",
        JwtStatus.HeaderBadAlgorithm => "Jwt header [alg] field is required and must be a string",
        JwtStatus.HeaderUnknownAlgorithm => "Jwt header [alg] is not supported",
        JwtStatus.HeaderBadKeyId => "Jwt header [kid] field is not a string",
        JwtStatus.PayloadBadBase64 => "Jwt payload is an invalid Base64url encoded",
        JwtStatus.PayloadBadJson => "Jwt payload is an invalid JSON",
        JwtStatus.IssuerNotText => "Jwt payload [iss] field is not a string",
        JwtStatus.SubjectNotText => "Jwt payload [sub] field is not a string",
        JwtStatus.IssuedAtNotNumber => "Jwt payload [iat] field is not an integer",
        JwtStatus.IssuedAtOutOfRange => "Jwt payload [iat] field is not a positive 64 bit integer",
        JwtStatus.NotBeforeNotNumber => "Jwt payload [nbf] field is not an integer",
        JwtStatus.NotBeforeOutOfRange => "Jwt payload [nbf] field is not a positive 64 bit integer",
        JwtStatus.ExpiryNotNumber => "Jwt payload [exp] field is not an integer",
        JwtStatus.ExpiryOutOfRange => "Jwt payload [exp] field is not a positive 64 bit integer",
        JwtStatus.IdNotText => "Jwt payload [jti] field is not a string",
        JwtStatus.AudienceNotText => "Jwt payload [aud] field is not a string or string list",
        JwtStatus.SignatureBadBase64 => "Jwt signature is an invalid Base64url encoded",
        JwtStatus.VerificationFails => "Jwt verification fails",
        JwtStatus.UnknownIssuer => "Jwt issuer is not configured",
        JwtStatus.AudienceNotAllowed => "Audiences in Jwt are not allowed",
        JwtStatus.KeyMismatch => "Jwks doesn't have key to match kid or alg from Jwt",
        JwtStatus.NoValidKeys => "Jwks doesn't have any valid public key",
        JwtStatus.FetchFailed => "Jwks remote fetch is failed",
        JwtStatus.Multiple => "Found multiple Jwt tokens",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
