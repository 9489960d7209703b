namespace Lateen.Net.Http;

/// <summary>A response's head. Like <see cref="RequestHead"/> it holds bytes of its own and is pooled.</summary>
public sealed class ResponseHead
{
    /// <summary>The fields.</summary>
    public HeaderTable Headers { get; } = new();

    /// <summary>The trailer fields; empty unless the body brought some and trailers are enabled.</summary>
    public HeaderTable Trailers { get; } = new(64);

    /// <summary>The status code, 100 to 999.</summary>
    public int Status { get; set; }

    /// <summary>The protocol that the response came by.</summary>
    public HttpProtocol Protocol { get; set; } = HttpProtocol.Http11;

    /// <summary>How the body ends.</summary>
    public BodyFraming Framing { get; set; }

    /// <summary>The body's length in bytes when <see cref="Framing"/> is Length; the announced length of a HEAD's answer; else 0.</summary>
    public long ContentLength { get; set; }

    /// <summary>Whether the sender keeps the connection for another request.</summary>
    public bool KeepAlive { get; set; } = true;

    /// <summary>Whether a final response follows (1xx, except a 101 that was asked for).</summary>
    public bool IsInformational => Status is >= 100 and < 200 && Framing != BodyFraming.Tunnel;

    /// <summary>The value of a field or of ":status" (which needs <paramref name="scratch"/> of at least 3 bytes); of several fields, the first.</summary>
    public bool TryGet(HeaderName name, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        if (name.Id != HeaderId.Status)
            return Headers.TryGet(name, out value);
        System.Buffers.Text.Utf8Formatter.TryFormat(Status, scratch, out var written);
        value = scratch[..written];
        return true;
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Headers.Clear();
        Trailers.Clear();
        Status = 0;
        Protocol = HttpProtocol.Http11;
        Framing = BodyFraming.None;
        ContentLength = 0;
        KeepAlive = true;
    }

    public override string ToString() => $"{Status}\r\n{Headers}";
}
