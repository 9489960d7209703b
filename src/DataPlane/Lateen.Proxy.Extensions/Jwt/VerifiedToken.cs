using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A token whose signature is a provider's, with everything prepared that requests with it get.</summary>
sealed class VerifiedToken
{
    public VerifiedToken(JwtProvider provider, JwtToken token)
    {
        Token = token;
        Payload = Normalized(provider, token.Payload);
        ClaimValues = [.. provider.ClaimHeaders.Select(claim => claim.ValueIn(token.Payload))];
        if (provider.PayloadHeader is not null)
            PayloadText = Encoded(token.PayloadText, provider.PadPayload);
    }

    public JwtToken Token { get; }

    /// <summary>For dynamic metadata.</summary>
    public MetadataValue.StructValue Payload { get; }

    /// <summary>Values of the provider's claim headers, in their order; null for no header.</summary>
    public ImmutableArray<byte[]?> ClaimValues { get; }

    /// <summary>For the payload's header.</summary>
    public byte[] PayloadText { get; } = [];

    static MetadataValue.StructValue Normalized(JwtProvider provider, MetadataValue.StructValue payload)
    {
        var lists = provider.SpaceDelimitedClaims
            .Where(claim => payload.Fields.GetValueOrDefault(claim) is MetadataValue.StringValue)
            .Select(claim => KeyValuePair.Create(claim, Words(((MetadataValue.StringValue)payload.Fields[claim]).Value))).ToArray();
        return lists.Length == 0 ? payload : MetadataValue.StructValue.Of(payload.Fields.Concat(lists));
    }

    static MetadataValue Words(string text) =>
        new MetadataValue.ListValue([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new MetadataValue.StringValue(word))]);

    static byte[] Encoded(ReadOnlySpan<byte> payload, bool padded)
    {
        var bare = payload.TrimEnd((byte)'=');
        return padded ? [.. bare, .. Encoding.ASCII.GetBytes(new string('=', (4 - (bare.Length % 4)) % 4))] : bare.ToArray();
    }
}
