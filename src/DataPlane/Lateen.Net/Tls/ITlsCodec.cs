namespace Lateen.Net.Tls;

/// <summary>
/// TLS without I/O: ciphertext in, plaintext out, and back. After every call the caller sends <see cref="TakeOutput"/>, alerts included.
/// </summary>
interface ITlsCodec : IDisposable
{
    /// <summary>Ciphertext to send, valid until the next call of any codec on this thread. Taken once.</summary>
    ReadOnlySpan<byte> TakeOutput();

    /// <summary>In Envoy's words; null until <see cref="TlsStep.Failed"/>.</summary>
    string? Failure { get; }

    /// <summary>Goes on with the handshake.</summary>
    TlsStep Handshake(ReadOnlySpan<byte> ciphertext, out int consumed);

    /// <summary>Decrypts into <paramref name="plaintext"/> until it is full, the input is used up or the stream ends.</summary>
    TlsStep Read(ReadOnlySpan<byte> ciphertext, Span<byte> plaintext, out int consumed, out int produced);

    /// <summary>Encrypts; false when the connection failed. At most <see cref="MaxWrite"/> bytes at a time.</summary>
    bool Write(ReadOnlySpan<byte> plaintext);

    /// <summary>Bytes that <see cref="Write"/> takes at a time.</summary>
    int MaxWrite { get; }

    void CloseNotify();

    /// <summary>What was agreed; after the handshake.</summary>
    ITlsSession Describe();
}
