using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>
/// Tokens that one worker has verified, by what was sent: a token that comes again costs a hash instead of a signature. When it is full the token used least lately
/// of those seen in turn goes (second chance).
/// </summary>
sealed class TokenCache(int capacity, int maxToken)
{
    readonly Dictionary<UInt128, int> places = [];
    readonly Slot[] slots = new Slot[capacity];
    int hand;

    /// <summary>The token sent before with these very bytes; null when it is not known.</summary>
    public VerifiedToken? Find(ReadOnlySpan<byte> sent)
    {
        if (sent.Length > maxToken || !places.TryGetValue(KeyOf(sent), out var place))
            return null;
        ref var slot = ref slots[place];
        // Another token with the same digest is out of anybody's reach; that the bytes are compared all the same costs nothing.
        if (!slot.Token!.Token.Text.SequenceEqual(sent))
            return null;
        slot.WasUsed = true;
        return slot.Token;
    }

    /// <summary>Remembers a verified token.</summary>
    public void Add(VerifiedToken token)
    {
        if (capacity == 0 || token.Token.Text.Length > maxToken)
            return;
        var key = KeyOf(token.Token.Text);
        if (places.ContainsKey(key))
            return;
        var place = Vacate();
        slots[place] = new Slot(key, token);
        places.Add(key, place);
    }

    int Vacate()
    {
        while (true)
        {
            var place = hand;
            hand = (hand + 1) % capacity;
            ref var slot = ref slots[place];
            if (slot.Token is null)
                return place;
            if (slot.WasUsed)
            {
                slot.WasUsed = false;
                continue;
            }

            places.Remove(slot.Key);
            return place;
        }
    }

    static UInt128 KeyOf(ReadOnlySpan<byte> sent)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sent, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    struct Slot(UInt128 key, VerifiedToken token)
    {
        public readonly UInt128 Key = key;
        public readonly VerifiedToken? Token = token;
        public bool WasUsed;
    }
}
