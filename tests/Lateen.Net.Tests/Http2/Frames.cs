using System.Buffers.Binary;
using System.Text;
using Lateen.Net.Http2;

namespace Lateen.Net.Tests.Http2;

/// <summary>Frames written by hand, and read back as text.</summary>
static class Frames
{
    public static byte[] Of(FrameType type, int flags, int stream, params byte[] payload)
    {
        var frame = new byte[FrameHeader.Bytes + payload.Length];
        new FrameHeader(payload.Length, type, (FrameFlags)flags, stream).Write(frame);
        payload.CopyTo(frame, FrameHeader.Bytes);
        return frame;
    }

    public static byte[] Settings(params (int Id, uint Value)[] settings)
    {
        var payload = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }

        return Of(FrameType.Settings, 0, 0, payload);
    }

    public static byte[] Number(FrameType type, int stream, uint value)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, value);
        return Of(type, 0, stream, payload);
    }

    /// <summary>A header block of literals without index, "name: value" each.</summary>
    public static byte[] Block(params string[] fields)
    {
        var block = new List<byte>();
        foreach (var field in fields)
        {
            var colon = field.IndexOf(": ", 1, StringComparison.Ordinal);
            block.Add(0);
            Put(field[..colon]);
            Put(field[(colon + 2)..]);
        }

        return [.. block];

        void Put(string text)
        {
            var length = new byte[6];
            block.AddRange(length.AsSpan(0, Lateen.Net.Http2.Hpack.HpackInteger.Write(length, 0, 0, 7, text.Length)));
            block.AddRange(Encoding.Latin1.GetBytes(text));
        }
    }

    public static byte[] Get(int stream, params string[] more) =>
        Of(FrameType.Headers, 5, stream, Block([":method: GET", ":scheme: http", ":path: /", ":authority: a.test", .. more]));

    public static byte[] Post(int stream, params string[] more) =>
        Of(FrameType.Headers, 4, stream, Block([":method: POST", ":scheme: http", ":path: /", ":authority: a.test", .. more]));

    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length >= FrameHeader.Bytes)
        {
            var frame = FrameHeader.Read(bytes);
            var payload = bytes.Slice(FrameHeader.Bytes, frame.Length);
            text.Append($"{frame.Type}({frame.StreamId}");
            text.Append(frame.Type switch
            {
                FrameType.Data => $" {frame.Length}{(frame.Has(FrameFlags.EndStream) ? " end" : "")}",
                FrameType.Headers => frame.Has(FrameFlags.EndStream) ? " end" : "",
                FrameType.ResetStream => $" {(Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload)}",
                FrameType.GoAway => $" {BinaryPrimitives.ReadInt32BigEndian(payload)} {(Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..])}",
                FrameType.WindowUpdate => $" {BinaryPrimitives.ReadInt32BigEndian(payload)}",
                FrameType.Settings or FrameType.Ping when frame.Has(FrameFlags.Ack) => " ack",
                _ => "",
            });
            text.Append(')');
            bytes = bytes[(FrameHeader.Bytes + frame.Length)..];
        }

        return text.ToString();
    }
}
