using System.Buffers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>The part of a request's body that is kept: until there is a connection, and for another attempt.</summary>
sealed class RequestBody
{
    byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (Length + data.Length > bytes.Length)
            Grow(data.Length);
        data.CopyTo(bytes.AsSpan(Length));
        Length += data.Length;
    }

    /// <summary>Forgets it and gives the memory back.</summary>
    public void Clear()
    {
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        Length = 0;
    }

    void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, (Length + more) * 2));
        Span.CopyTo(larger);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
