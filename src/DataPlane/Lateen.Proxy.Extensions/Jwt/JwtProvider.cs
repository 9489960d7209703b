using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>Whose tokens are valid, where they are, and what becomes of them (envoy.extensions.filters.http.jwt_authn.v3.JwtProvider). Immutable, shared by workers.</summary>
sealed class JwtProvider
{
    /// <summary>The key of the filter's provider map.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens of other issuers are refused; empty takes every issuer.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Null takes every subject.</summary>
    public StringMatcher? Subjects { get; init; }

    /// <summary>One of them must be in the token, compared without http(s):// and the last slash; empty takes every token.</summary>
    public FrozenSet<string> Audiences { get; init; } = [];

    /// <summary>The JSON of the key set.</summary>
    public required ReadOnlyMemory<byte> KeySet { get; init; }

    /// <summary>Headers, then parameters, then cookies.</summary>
    public required ImmutableArray<JwtPlace> Places { get; init; }

    /// <summary>The token stays in the request.</summary>
    public bool Forward { get; init; }

    /// <summary>Gets the payload as base64url; null for no header.</summary>
    public HeaderName? PayloadHeader { get; init; }

    /// <summary>The payload in its header has the padding of base64.</summary>
    public bool PadPayload { get; init; }

    /// <summary>Claims, by path, to headers.</summary>
    public ImmutableArray<ClaimHeader> ClaimHeaders { get; init; } = [];

    /// <summary>The key in dynamic metadata that gets the payload; empty for none.</summary>
    public string PayloadKey { get; init; } = "";

    /// <summary>The key in dynamic metadata that gets the token's header; empty for none.</summary>
    public string HeaderKey { get; init; } = "";

    /// <summary>Claims that are lists in metadata although the token has words in one text.</summary>
    public ImmutableArray<string> SpaceDelimitedClaims { get; init; } = [];

    /// <summary>Seconds by which clocks may differ.</summary>
    public ulong ClockSkew { get; init; } = 60;

    /// <summary>Tokens that never expire are refused.</summary>
    public bool RequireExpiry { get; init; }

    /// <summary>A valid token makes the route be matched again.</summary>
    public bool ClearRouteCache { get; init; }

    /// <summary>Verified tokens that a worker remembers.</summary>
    public int CacheSize { get; init; } = 100;

    /// <summary>Bytes; longer tokens are verified each time.</summary>
    public int CachedTokenSize { get; init; } = 4096;

    /// <summary>The places where tokens are looked for when none are configured.</summary>
    public static ImmutableArray<JwtPlace> DefaultPlaces { get; } =
        [new JwtPlace.Header(HeaderName.Of("authorization"), "Bearer "), new JwtPlace.Parameter("access_token")];

    /// <summary>An audience as it is compared.</summary>
    public static string Bare(string audience)
    {
        var start = audience.StartsWith("https://", StringComparison.Ordinal) ? 8 : audience.StartsWith("http://", StringComparison.Ordinal) ? 7 : 0;
        return audience.EndsWith('/') && audience.Length > start ? audience[start..^1] : audience[start..];
    }

    /// <summary>Whether the token's times allow it now, in seconds since 1970.</summary>
    public JwtStatus CheckTime(JwtToken token, ulong now)
    {
        if (now + ClockSkew < token.NotBefore)
            return JwtStatus.NotYetValid;
        if (token.Expiry == 0)
            return RequireExpiry ? JwtStatus.VerificationFails : JwtStatus.Ok;
        return now > ClockSkew && now - ClockSkew > token.Expiry ? JwtStatus.Expired : JwtStatus.Ok;
    }

    /// <summary>Whether the token is meant for somebody whom the provider, or the requirement, allows.</summary>
    public static bool Allows(FrozenSet<string> audiences, JwtToken token)
    {
        if (audiences.Count == 0)
            return true;
        foreach (var audience in token.Audiences)
        {
            if (audiences.Contains(Bare(audience)))
                return true;
        }

        return false;
    }
}
