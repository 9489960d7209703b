using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>An SSL driven without I/O.</summary>
sealed unsafe class OpenSslCodec : ITlsCodec
{
    /// <summary>A few full records: enough to fill a socket buffer in one go, little enough to keep the shared output small.</summary>
    const int WriteBytes = 64 * 1024;

    readonly OpenSslContext context;
    readonly IEventLoop loop;
    string? note;

    public OpenSslCodec(OpenSslContext context, IEventLoop loop)
    {
        this.context = context;
        this.loop = loop;
        context.Use();
        Ssl = LibSsl.SSL_new(context.Handle);
        if (Ssl == 0)
            throw new OutOfMemoryException("SSL_new failed.");
        // Each end takes a reference of its own, except that one serves both when they are the same.
        var bio = OpenSslThread.Current.AddReference();
        LibSsl.SSL_set_bio(Ssl, bio, bio);
    }

    public nint Ssl { get; private set; }

    /// <summary>Under which a client keeps the session.</summary>
    public (NetAddress Address, string ServerName) SessionKey { get; set; }

    public string? Failure { get; private set; }

    public int MaxWrite => WriteBytes;

    public ReadOnlySpan<byte> TakeOutput()
    {
        var thread = OpenSslThread.Current;
        var output = thread.Output;
        thread.ClearOutput();
        return output;
    }

    public TlsStep Handshake(ReadOnlySpan<byte> ciphertext, out int consumed)
    {
        var thread = OpenSslThread.Current;
        fixed (byte* input = ciphertext)
        {
            thread.Begin(input, ciphertext.Length, this);
            var result = LibSsl.SSL_do_handshake(Ssl);
            consumed = ciphertext.Length - thread.InputLeft;
            var step = result == 1 ? TlsStep.Ready : StepOf(result);
            thread.End();
            return step;
        }
    }

    public TlsStep Read(ReadOnlySpan<byte> ciphertext, Span<byte> plaintext, out int consumed, out int produced)
    {
        var thread = OpenSslThread.Current;
        var step = TlsStep.Ready;
        produced = 0;
        fixed (byte* input = ciphertext)
        fixed (byte* output = plaintext)
        {
            thread.Begin(input, ciphertext.Length, this);
            while (produced < plaintext.Length)
            {
                var result = LibSsl.SSL_read(Ssl, output + produced, plaintext.Length - produced);
                if (result <= 0)
                {
                    step = StepOf(result);
                    break;
                }

                produced += result;
            }

            consumed = ciphertext.Length - thread.InputLeft;
            thread.End();
        }

        return step;
    }

    public bool Write(ReadOnlySpan<byte> plaintext)
    {
        var thread = OpenSslThread.Current;
        fixed (byte* input = plaintext)
        {
            thread.Begin(null, 0, this);
            var result = LibSsl.SSL_write(Ssl, input, plaintext.Length);
            if (result != plaintext.Length)
                StepOf(result);
            thread.End();
            return result == plaintext.Length;
        }
    }

    public void CloseNotify()
    {
        var thread = OpenSslThread.Current;
        thread.Begin(null, 0, this);
        _ = LibSsl.SSL_shutdown(Ssl);
        thread.End();
        LibCrypto.ERR_clear_error();
    }

    public ITlsSession Describe()
    {
        var peer = LibSsl.SSL_get0_peer_certificate(Ssl);
        return new OpenSslSession
        {
            Version = Marshal.PtrToStringUTF8((nint)LibSsl.SSL_get_version(Ssl))!,
            CipherSuite = Marshal.PtrToStringUTF8((nint)LibSsl.SSL_CIPHER_get_name(LibSsl.SSL_get_current_cipher(Ssl)))!,
            Alpn = ReadAlpn(),
            ServerName = context.IsServer ? ReadServerName() : SessionKey.ServerName,
            IsResumed = LibSsl.SSL_session_reused(Ssl) == 1,
            SessionId = ReadSessionId(),
            Peer = peer == 0 ? null : context.Verifier.Summarize(peer, loop.UnixNanoseconds),
            IsPeerVerified = peer != 0 && context.Verifier.Verifies,
            Local = context.OwnCertificate(LibSsl.SSL_get_certificate(Ssl)),
        };
    }

    public void Dispose()
    {
        if (Ssl == 0)
            return;
        LibSsl.SSL_free(Ssl);
        Ssl = 0;
        context.Release();
    }

    /// <summary>From the verify callback.</summary>
    public bool VerifyPeer(nint storeContext) => context.Verifier.Verify(storeContext, loop.UnixNanoseconds, out note);

    /// <summary>From the ticket callback: whether a session with this peer certificate (0 for none) is as good as a full handshake.</summary>
    public bool MayResume(nint peer)
        => peer == 0 ? context.Options is TlsServerOptions { RequireClientCertificate: false } : context.Verifier.VerifyResumed(peer, loop.UnixNanoseconds);

    /// <summary>From the session callback.</summary>
    public bool KeepSession(nint session) => context.Keep(this, session);

    TlsStep StepOf(int result)
    {
        switch (LibSsl.SSL_get_error(Ssl, result))
        {
            case LibSsl.SSL_ERROR_WANT_READ:
            case LibSsl.SSL_ERROR_WANT_WRITE:
                return TlsStep.NeedsInput;
            case LibSsl.SSL_ERROR_ZERO_RETURN:
                return TlsStep.Ended;
            default:
                Failure ??= OpenSslErrors.Take(note);
                return TlsStep.Failed;
        }
    }

    string ReadAlpn()
    {
        byte* protocol;
        uint length;
        LibSsl.SSL_get0_alpn_selected(Ssl, &protocol, &length);
        var name = new ReadOnlySpan<byte>(protocol, (int)length);
        // The usual ones without an allocation.
        return name.IsEmpty ? string.Empty
            : name.SequenceEqual("h2"u8) ? "h2"
            : name.SequenceEqual("http/1.1"u8) ? "http/1.1"
            : System.Text.Encoding.Latin1.GetString(name);
    }

    string ReadServerName()
        => Marshal.PtrToStringUTF8((nint)LibSsl.SSL_get_servername(Ssl, 0))?.ToLowerInvariant() ?? string.Empty;

    string ReadSessionId()
    {
        var session = LibSsl.SSL_get_session(Ssl);
        if (session == 0)
            return string.Empty;
        uint length;
        var id = LibSsl.SSL_SESSION_get_id(session, &length);
        return Convert.ToHexStringLower(new ReadOnlySpan<byte>(id, (int)length));
    }
}
