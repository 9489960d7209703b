using System.Buffers;
using System.Buffers.Text;
using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>
/// Writes heads and chunks to a connection. Framing is written from the head's <c>Framing</c>, never from fields that came along, so that
/// what was understood is what is said.
/// </summary>
public static class Http1Writer
{
    /// <summary>The largest span that a connection gives in place.</summary>
    const int InPlace = SlabChain.MaxSpan;

    /// <summary>Room for the start line's fixed parts and the framing lines.</summary>
    const int Overhead = 128;

    /// <summary>Writes a request's head as HTTP/1.1.</summary>
    public static void WriteHead(IConnection connection, RequestHead head)
    {
        var bound = head.Method.Length + Math.Max(head.Path.Length, head.Authority.Length) + head.Headers.MaxLinesLength + Overhead;
        if (bound <= InPlace)
        {
            connection.Advance(Write(head, connection.GetSpan(bound)));
            return;
        }

        var large = ArrayPool<byte>.Shared.Rent(bound);
        connection.Write(large.AsSpan(0, Write(head, large)));
        ArrayPool<byte>.Shared.Return(large);
    }

    /// <summary>
    /// Writes a response's head. Framing Chunked adds the transfer coding; UntilClose and Tunnel add nothing; <paramref name="asHttp10"/> says
    /// HTTP/1.0 in the status line.
    /// </summary>
    public static void WriteHead(IConnection connection, ResponseHead head, bool asHttp10 = false)
    {
        var bound = head.Headers.MaxLinesLength + Overhead;
        if (bound <= InPlace)
        {
            connection.Advance(Write(head, asHttp10, connection.GetSpan(bound)));
            return;
        }

        var large = ArrayPool<byte>.Shared.Rent(bound);
        connection.Write(large.AsSpan(0, Write(head, asHttp10, large)));
        ArrayPool<byte>.Shared.Return(large);
    }

    /// <summary>Writes a piece of body. An empty piece writes nothing: an empty chunk would be the last one.</summary>
    public static void WriteData(IConnection connection, BodyFraming framing, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (framing != BodyFraming.Chunked)
        {
            connection.Write(data);
            return;
        }

        var size = connection.GetSpan(18);
        Utf8Formatter.TryFormat((ulong)data.Length, size, out var length, new StandardFormat('x'));
        "\r\n"u8.CopyTo(size[length..]);
        connection.Advance(length + 2);
        connection.Write(data);
        connection.Write("\r\n"u8);
    }

    /// <summary>Ends a chunked body, with trailers if there are any. Other framings end by themselves.</summary>
    public static void WriteEnd(IConnection connection, BodyFraming framing, HeaderTable trailers)
    {
        if (framing != BodyFraming.Chunked)
            return;
        if (trailers.Count == 0)
        {
            connection.Write("0\r\n\r\n"u8);
            return;
        }

        var bound = trailers.MaxLinesLength;
        var lines = ArrayPool<byte>.Shared.Rent(bound);
        connection.Write("0\r\n"u8);
        connection.Write(lines.AsSpan(0, trailers.WriteLines(lines)));
        connection.Write("\r\n"u8);
        ArrayPool<byte>.Shared.Return(lines);
    }

    /// <summary>Writes a request's head into memory that holds it; returns the bytes written.</summary>
    internal static int Write(RequestHead head, Span<byte> target)
    {
        var at = Put(target, 0, head.Method);
        at = Put(target, at, " "u8);
        at = Put(target, at, head.IsConnect ? head.Authority : head.Path);
        at = Put(target, at, " HTTP/1.1\r\n"u8);
        head.Headers.Remove(HeaderId.TransferEncoding);
        if (head.Framing is BodyFraming.Chunked or BodyFraming.Tunnel)
            head.Headers.Remove(HeaderId.ContentLength);
        at += head.Headers.WriteLines(target[at..]);
        return PutFraming(target, at, head.Framing, head.ContentLength, head.Headers.Contains(HeaderId.ContentLength));
    }

    /// <summary>Writes a response's head into memory that holds it; returns the bytes written.</summary>
    internal static int Write(ResponseHead head, bool asHttp10, Span<byte> target)
    {
        var at = Put(target, 0, asHttp10 ? "HTTP/1.0 "u8 : "HTTP/1.1 "u8);
        Utf8Formatter.TryFormat(head.Status, target[at..], out var digits);
        at = Put(target, at + digits, " "u8);
        at = Put(target, at, ReasonPhrases.Of(head.Status));
        at = Put(target, at, "\r\n"u8);
        head.Headers.Remove(HeaderId.TransferEncoding);
        if (head.Framing is BodyFraming.Chunked or BodyFraming.Tunnel)
            head.Headers.Remove(HeaderId.ContentLength);
        at += head.Headers.WriteLines(target[at..]);
        return PutFraming(target, at, head.Framing, head.ContentLength, head.Headers.Contains(HeaderId.ContentLength));
    }

    static int PutFraming(Span<byte> target, int at, BodyFraming framing, long length, bool hasLength)
    {
        if (framing == BodyFraming.Chunked)
        {
            at = Put(target, at, "transfer-encoding: chunked\r\n"u8);
        }
        else if (framing == BodyFraming.Length && !hasLength)
        {
            at = Put(target, at, "content-length: "u8);
            Utf8Formatter.TryFormat(length, target[at..], out var digits);
            at = Put(target, at + digits, "\r\n"u8);
        }

        return Put(target, at, "\r\n"u8);
    }

    static int Put(Span<byte> target, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}
