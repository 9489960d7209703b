using System.Buffers.Text;
using System.Collections.Immutable;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A token as it was sent, taken apart (RFC 7519, compact form of RFC 7515) and not yet believed.</summary>
sealed class JwtToken
{
    readonly byte[] text;
    readonly int headerEnd;
    readonly int payloadEnd;
    readonly byte[] signature;

    JwtToken(byte[] text, int headerEnd, int payloadEnd, byte[] signature) =>
        (this.text, this.headerEnd, this.payloadEnd, this.signature) = (text, headerEnd, payloadEnd, signature);

    /// <summary>The whole token.</summary>
    public ReadOnlySpan<byte> Text => text;

    /// <summary>What the signature is over.</summary>
    public ReadOnlySpan<byte> Signed => text.AsSpan(0, payloadEnd);

    /// <summary>The payload as it was sent, base64url.</summary>
    public ReadOnlySpan<byte> PayloadText => text.AsSpan(headerEnd + 1, payloadEnd - headerEnd - 1);

    public ReadOnlySpan<byte> Signature => signature;

    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary>Empty when the header names no key.</summary>
    public required string KeyId { get; init; }

    public required MetadataValue.StructValue Header { get; init; }

    public required MetadataValue.StructValue Payload { get; init; }

    /// <summary>Empty when the token has none.</summary>
    public required string Issuer { get; init; }

    public required ImmutableArray<string> Audiences { get; init; }

    /// <summary>Seconds since 1970; 0 for at all times.</summary>
    public required ulong NotBefore { get; init; }

    /// <summary>Seconds since 1970; 0 for never.</summary>
    public required ulong Expiry { get; init; }

    /// <summary>Takes a token apart, with Envoy's checks in Envoy's order.</summary>
    public static JwtStatus TryParse(ReadOnlySpan<byte> sent, out JwtToken? token)
    {
        token = null;
        var first = sent.IndexOf((byte)'.');
        var second = first < 0 ? -1 : sent[(first + 1)..].IndexOf((byte)'.') + first + 1;
        if (first <= 0 || second <= first + 1 || second == sent.Length - 1 || sent[(second + 1)..].Contains((byte)'.'))
            return JwtStatus.BadFormat;
        if (Decode(sent[..first]) is not { } headerBytes)
            return JwtStatus.HeaderBadBase64;
        if (JsonMetadata.Read(headerBytes) is not { } header)
            return JwtStatus.HeaderBadJson;
        var status = ReadHeader(header, out var algorithm, out var keyId);
        if (status != JwtStatus.Ok)
            return status;
        if (Decode(sent[(first + 1)..second]) is not { } payloadBytes)
            return JwtStatus.PayloadBadBase64;
        if (JsonMetadata.Read(payloadBytes) is not { } payload)
            return JwtStatus.PayloadBadJson;
        status = JwtClaims.Read(payload, out var claims);
        if (status != JwtStatus.Ok)
            return status;
        if (Decode(sent[(second + 1)..]) is not { } signature)
            return JwtStatus.SignatureBadBase64;
        token = new JwtToken(sent.ToArray(), first, second, signature)
        {
            Algorithm = algorithm!, KeyId = keyId, Header = header, Payload = payload,
            Issuer = claims.Issuer, Audiences = claims.Audiences, NotBefore = claims.NotBefore, Expiry = claims.Expiry,
        };
        return JwtStatus.Ok;
    }

    static JwtStatus ReadHeader(MetadataValue.StructValue header, out JwtAlgorithm? algorithm, out string keyId)
    {
        (algorithm, keyId) = (null, "");
        if (!header.Fields.TryGetValue("alg", out var named) || named is not MetadataValue.StringValue name)
            return JwtStatus.HeaderBadAlgorithm;
        algorithm = JwtAlgorithm.Find(name.Value);
        if (algorithm is null)
            return JwtStatus.HeaderUnknownAlgorithm;
        if (!header.Fields.TryGetValue("kid", out var key))
            return JwtStatus.Ok;
        keyId = (key as MetadataValue.StringValue)?.Value ?? "";
        return key is MetadataValue.StringValue ? JwtStatus.Ok : JwtStatus.HeaderBadKeyId;
    }

    static byte[]? Decode(ReadOnlySpan<byte> part)
    {
        // The decoder passes over white space, which no token has.
        if (part.IndexOfAny(" \t\r\n"u8) >= 0 || !Base64Url.IsValid(part))
            return null;
        return Base64Url.DecodeFromUtf8(part);
    }
}
