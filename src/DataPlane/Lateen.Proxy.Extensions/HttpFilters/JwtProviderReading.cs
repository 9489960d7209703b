using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Jwt;
using Lateen.Proxy.Extensions.Reading;
using JwtProvider = Lateen.Proxy.Extensions.Jwt.JwtProvider;
using ProtoProvider = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtProvider;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Reads providers.</summary>
static class JwtProviderReading
{
    const int DefaultCacheSize = 100, DefaultCachedToken = 4096, MaxCacheSize = 10_000;

    public static JwtProvider Read(string name, ProtoProvider message, FieldPath at)
    {
        RefuseUnsupported(message, at);
        return new JwtProvider
        {
            Name = name,
            Issuer = message.Issuer,
            Subjects = message.Subjects?.Read(at["subjects"]),
            Audiences = message.Audiences.Select(JwtProvider.Bare).ToFrozenSet(StringComparer.Ordinal),
            KeySet = ReadKeySet(message, at),
            Places = ReadPlaces(message, at),
            Forward = message.Forward,
            PayloadHeader = message.ForwardPayloadHeader.Length > 0 ? HeaderNameReading.ReadMutable(message.ForwardPayloadHeader, at["forward_payload_header"]) : null,
            PadPayload = message.PadForwardPayloadHeader,
            ClaimHeaders = [.. message.ClaimToHeaders.Select((claim, i) =>
                new ClaimHeader(HeaderNameReading.ReadMutable(claim.HeaderName, at["claim_to_headers", i]), [.. claim.ClaimName.Split('.')]))],
            PayloadKey = message.PayloadInMetadata,
            HeaderKey = message.HeaderInMetadata,
            SpaceDelimitedClaims = [.. message.NormalizePayloadInMetadata?.SpaceDelimitedClaims ?? []],
            ClockSkew = message.ClockSkewSeconds == 0 ? 60 : message.ClockSkewSeconds,
            RequireExpiry = message.RequireExpiration,
            ClearRouteCache = message.ClearRouteCache,
            CacheSize = (int)Math.Min(MaxCacheSize, message.JwtCacheConfig?.JwtCacheSize is > 0 and var size ? size : DefaultCacheSize),
            CachedTokenSize = message.JwtCacheConfig?.JwtMaxTokenSize is > 0 and var longest ? (int)Math.Min(longest, int.MaxValue) : DefaultCachedToken,
        };
    }

    static void RefuseUnsupported(ProtoProvider message, FieldPath at)
    {
        if (message.MaxLifetime is not null)
            at["max_lifetime"].FailUnsupported("a greatest lifetime of tokens");
        if (message.FailedStatusInMetadata.Length > 0)
            at["failed_status_in_metadata"].FailUnsupported("failures in metadata");
    }

    static ReadOnlyMemory<byte> ReadKeySet(ProtoProvider message, FieldPath at)
    {
        switch (message.JwksSourceSpecifierCase)
        {
            case ProtoProvider.JwksSourceSpecifierOneofCase.LocalJwks:
                return message.LocalJwks.Read(at["local_jwks"]);
            case ProtoProvider.JwksSourceSpecifierOneofCase.RemoteJwks:
                at["remote_jwks"].FailUnsupported("fetching a key set");
                return default;
            default:
                at["jwks_source_specifier"].Fail("value is required");
                return default;
        }
    }

    static ImmutableArray<JwtPlace> ReadPlaces(ProtoProvider message, FieldPath at)
    {
        if (message.FromHeaders.Count == 0 && message.FromParams.Count == 0 && message.FromCookies.Count == 0)
            return JwtProvider.DefaultPlaces;
        var headers = message.FromHeaders.Select((header, i) => new JwtPlace.Header(HeaderNameReading.Read(header.Name, at["from_headers", i]["name"]), header.ValuePrefix));
        return
        [
            .. headers.OrderBy(header => header.Name.ToString() + header.Prefix, StringComparer.Ordinal),
            .. message.FromParams.Order(StringComparer.Ordinal).Select(parameter => new JwtPlace.Parameter(parameter)),
            .. message.FromCookies.Order(StringComparer.Ordinal).Select(cookie => new JwtPlace.Cookie(cookie)),
        ];
    }
}
