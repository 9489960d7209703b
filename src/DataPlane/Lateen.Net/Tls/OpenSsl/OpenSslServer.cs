using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>A server's context.</summary>
sealed unsafe class OpenSslServer : OpenSslContext, ITlsServer
{
    readonly TlsServerOptions options;
    AlpnList* alpn;

    OpenSslServer(TlsServerOptions options)
        : base(options)
    {
        this.options = options;
    }

    public override bool IsServer => true;

    protected override int VerifyMode
        => (options.JudgesPeers ? LibSsl.SSL_VERIFY_PEER : LibSsl.SSL_VERIFY_NONE)
            | (options.RequireClientCertificate ? LibSsl.SSL_VERIFY_PEER | LibSsl.SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);

    public static OpenSslServer? Create(TlsServerOptions options, out string? error)
    {
        var server = new OpenSslServer(options);
        error = server.Configure() ?? server.SetAlpn() ?? server.SetResumption();
        if (error is null)
            return server;
        server.Dispose();
        return null;
    }

    public IConnection Accept(IConnection connection, IConnectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(handler);
        var codec = new OpenSslCodec(this, connection.Loop);
        LibSsl.SSL_set_accept_state(codec.Ssl);
        var tls = new TlsConnection(connection.Loop, codec, handler);
        tls.Attach(connection);
        connection.Handler = tls;
        return tls;
    }

    protected override void FreeMore()
    {
        NativeMemory.Free(alpn);
        alpn = null;
    }

    string? SetAlpn()
    {
        if (options.AlpnProtocols.IsDefaultOrEmpty)
            return null;
        if (EncodeAlpn(options.AlpnProtocols) is not { } bytes)
            return "an ALPN protocol must have 1 to 255 characters";
        alpn = (AlpnList*)NativeMemory.Alloc((nuint)(sizeof(AlpnList) + bytes.Length));
        alpn->Length = (uint)bytes.Length;
        bytes.CopyTo(new Span<byte>(alpn + 1, bytes.Length));
        LibSsl.SSL_CTX_set_alpn_select_cb(Handle, &SelectAlpn, (nint)alpn);
        return null;
    }

    string? SetResumption()
    {
        byte id = 1;
        _ = LibSsl.SSL_CTX_set_session_id_context(Handle, &id, 1);
        // Tickets carry the session; nothing is stored here.
        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_SESS_CACHE_MODE, LibSsl.SSL_SESS_CACHE_OFF, null);
        if (options.TicketKeys is not { } keys)
        {
            _ = LibSsl.SSL_CTX_set_num_tickets(Handle, 0);
            _ = LibSsl.SSL_CTX_set_options(Handle, LibSsl.SSL_OP_NO_TICKET);
            return null;
        }

        _ = LibSsl.SSL_CTX_set_num_tickets(Handle, 1);
        _ = LibSsl.SSL_CTX_set_session_ticket_cb(Handle, 0, &JudgeTicket, 0);
        fixed (byte* secret = keys.Secret)
        {
            return LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_TLSEXT_TICKET_KEYS, TlsTicketKeys.Bytes, secret) == 1
                ? null
                : "this OpenSSL takes no ticket keys of 80 bytes";
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int SelectAlpn(nint ssl, byte** selected, byte* selectedLength, byte* offered, uint offeredLength, nint argument)
    {
        const int negotiated = 1;
        var list = (AlpnList*)argument;
        var result = LibSsl.SSL_select_next_proto(selected, selectedLength, (byte*)(list + 1), list->Length, offered, offeredLength);
        return result == negotiated ? LibSsl.SSL_TLSEXT_ERR_OK : LibSsl.SSL_TLSEXT_ERR_NOACK;
    }

    /// <summary>A ticket that opens is still refused, for a full handshake, when its peer would not pass now.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int JudgeTicket(nint ssl, nint session, byte* name, nuint nameLength, int status, nint argument)
    {
        if (status is not (LibSsl.SSL_TICKET_SUCCESS or LibSsl.SSL_TICKET_SUCCESS_RENEW))
            return LibSsl.SSL_TICKET_RETURN_IGNORE_RENEW;
        if (!OpenSslThread.Current.Driving!.MayResume(LibSsl.SSL_SESSION_get0_peer(session)))
            return LibSsl.SSL_TICKET_RETURN_IGNORE_RENEW;
        return status == LibSsl.SSL_TICKET_SUCCESS ? LibSsl.SSL_TICKET_RETURN_USE : LibSsl.SSL_TICKET_RETURN_USE_RENEW;
    }

    /// <summary>Followed by the protocols in wire form; native, since OpenSSL holds a pointer to it.</summary>
    struct AlpnList
    {
        public uint Length;
    }
}
