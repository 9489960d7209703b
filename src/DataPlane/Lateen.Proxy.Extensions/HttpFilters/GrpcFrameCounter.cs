namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// Counts the messages in a body that comes in any pieces: a flag byte, four bytes of length, the message (gRPC over HTTP/2, "Length-Prefixed-Message"). A message
/// counts once its prefix has come. A mutable struct: a field of its filter, never copied.
/// </summary>
struct GrpcFrameCounter
{
    const int PrefixBytes = 5;

    uint length;
    long left;
    int seen;

    /// <summary>How many messages begin with what has come now.</summary>
    public int Count(ReadOnlySpan<byte> data)
    {
        var messages = 0;
        while (!data.IsEmpty)
        {
            if (left > 0)
            {
                var skipped = (int)Math.Min(left, data.Length);
                left -= skipped;
                data = data[skipped..];
                continue;
            }

            if (seen > 0)
                length = (length << 8) | data[0];
            data = data[1..];
            if (++seen < PrefixBytes)
                continue;
            messages++;
            (left, length, seen) = (length, 0, 0);
        }

        return messages;
    }
}
