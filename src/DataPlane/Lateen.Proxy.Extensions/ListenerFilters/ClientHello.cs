using System.Collections.Immutable;
using System.Text;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>What a TLS ClientHello (RFC 8446 section 4.1.2) says about where a connection wants to go.</summary>
/// <param name="ServerName">SNI in lower case; empty when absent.</param>
/// <param name="ApplicationProtocols">ALPN in the client's order.</param>
sealed record ClientHello(string ServerName, ImmutableArray<string> ApplicationProtocols)
{
    /// <summary>Envoy's bound on what is looked at.</summary>
    public const int MaxBytes = 16 * 1024;

    const byte HandshakeRecord = 0x16;
    const byte HelloMessage = 1;
    const int RecordHeader = 5;
    const int MaxRecord = 16 * 1024;
    const int ServerNameExtension = 0;
    const int AlpnExtension = 16;

    /// <summary>Reads the beginning of a connection; the message may be split over several records.</summary>
    public static ClientHelloResult Parse(ReadOnlySpan<byte> bytes, out ClientHello? hello)
    {
        hello = null;
        if (bytes.IsEmpty)
            return ClientHelloResult.Incomplete;
        if (bytes[0] != HandshakeRecord)
            return ClientHelloResult.NotTls;
        Span<byte> message = stackalloc byte[Math.Min(bytes.Length, MaxBytes)];
        var joined = JoinRecords(bytes, message, out var length);
        if (joined != ClientHelloResult.Complete && length < 4)
            return joined;
        return ParseMessage(message[..length], bytes.Length, joined, out hello);
    }

    static ClientHelloResult ParseMessage(ReadOnlySpan<byte> message, int seen, ClientHelloResult joined, out ClientHello? hello)
    {
        hello = null;
        if (message.Length < 4)
            return ClientHelloResult.Incomplete;
        if (message[0] != HelloMessage)
            return ClientHelloResult.NotTls;
        var size = (message[1] << 16) | (message[2] << 8) | message[3];
        if (size > MaxBytes)
            return ClientHelloResult.TooLarge;
        if (message.Length < 4 + size)
            return joined == ClientHelloResult.NotTls ? joined : seen >= MaxBytes ? ClientHelloResult.TooLarge : ClientHelloResult.Incomplete;
        hello = ParseBody(message.Slice(4, size));
        return hello is null ? ClientHelloResult.NotTls : ClientHelloResult.Complete;
    }

    /// <summary>Copies the contents of the handshake records that follow each other.</summary>
    static ClientHelloResult JoinRecords(ReadOnlySpan<byte> bytes, Span<byte> message, out int length)
    {
        length = 0;
        while (bytes.Length >= RecordHeader)
        {
            var size = (bytes[3] << 8) | bytes[4];
            if (bytes[0] != HandshakeRecord || bytes[1] != 3 || size is 0 or > MaxRecord)
                return ClientHelloResult.NotTls;
            var content = bytes[RecordHeader..];
            content = content[..Math.Min(content.Length, size)];
            var room = Math.Min(content.Length, message.Length - length);
            content[..room].CopyTo(message[length..]);
            length += room;
            if (content.Length < size || room < content.Length)
                return ClientHelloResult.Incomplete;
            bytes = bytes[(RecordHeader + size)..];
        }

        return ClientHelloResult.Incomplete;
    }

    // legacy_version(2) random(32) session_id<0..32> cipher_suites<2..> compression<1..> extensions<0..>
    static ClientHello? ParseBody(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        if (!reader.Skip(34) || !reader.SkipVector(1) || !reader.SkipVector(2) || !reader.SkipVector(1))
            return null;
        if (reader.IsEmpty)
            return new ClientHello("", []);
        return reader.TryVector(2, out var extensions) ? ParseExtensions(extensions) : null;
    }

    static ClientHello? ParseExtensions(ReadOnlySpan<byte> extensions)
    {
        var reader = new FieldReader(extensions);
        var name = "";
        ImmutableArray<string> protocols = [];
        while (!reader.IsEmpty)
        {
            if (!reader.TryNumber(out var type) || !reader.TryVector(2, out var content))
                return null;
            if (type == ServerNameExtension && ReadServerName(content) is { } found)
                name = found;
            if (type == AlpnExtension)
                protocols = ReadProtocols(content);
        }

        return new ClientHello(name, protocols);
    }

    static string? ReadServerName(ReadOnlySpan<byte> content)
    {
        var reader = new FieldReader(content);
        if (!reader.TryVector(2, out var list))
            return null;
        var names = new FieldReader(list);
        // Only host_name (0) exists.
        return names.Skip(1) && names.TryVector(2, out var name) ? Encoding.ASCII.GetString(name).ToLowerInvariant() : null;
    }

    static ImmutableArray<string> ReadProtocols(ReadOnlySpan<byte> content)
    {
        var reader = new FieldReader(content);
        if (!reader.TryVector(2, out var list))
            return [];
        var names = new FieldReader(list);
        var protocols = ImmutableArray.CreateBuilder<string>();
        while (names.TryVector(1, out var name))
            protocols.Add(Encoding.Latin1.GetString(name));
        return protocols.ToImmutable();
    }

    /// <summary>Walks TLS's fields; every step checks that the bytes are there.</summary>
    ref struct FieldReader(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsEmpty => _rest.IsEmpty;

        public bool Skip(int count)
        {
            if (_rest.Length < count)
                return false;
            _rest = _rest[count..];
            return true;
        }

        public bool SkipVector(int lengthBytes) => TryVector(lengthBytes, out _);

        public bool TryNumber(out int number)
        {
            number = 0;
            if (_rest.Length < 2)
                return false;
            number = (_rest[0] << 8) | _rest[1];
            return Skip(2);
        }

        public bool TryVector(int lengthBytes, out ReadOnlySpan<byte> content)
        {
            content = default;
            if (_rest.Length < lengthBytes)
                return false;
            var length = lengthBytes == 1 ? _rest[0] : (_rest[0] << 8) | _rest[1];
            if (_rest.Length - lengthBytes < length)
                return false;
            content = _rest.Slice(lengthBytes, length);
            return Skip(lengthBytes + length);
        }
    }
}

/// <summary>What <see cref="ClientHello.Parse"/> found.</summary>
enum ClientHelloResult
{
    Incomplete,
    Complete,
    NotTls,
    TooLarge,
}
