using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>A client's context, with the sessions that it may resume.</summary>
sealed unsafe class OpenSslClient : OpenSslContext, ITlsClient
{
    readonly TlsClientOptions options;
    readonly Dictionary<(NetAddress Address, string ServerName), nint> sessions = [];
    byte[] alpn = [];

    OpenSslClient(TlsClientOptions options)
        : base(options)
    {
        this.options = options;
    }

    public override bool IsServer => false;

    protected override int VerifyMode => options.JudgesPeers ? LibSsl.SSL_VERIFY_PEER : LibSsl.SSL_VERIFY_NONE;

    public static OpenSslClient? Create(TlsClientOptions options, out string? error)
    {
        var client = new OpenSslClient(options);
        error = client.Configure() ?? client.SetAlpn();
        if (error is null)
        {
            client.SetResumption();
            return client;
        }

        client.Dispose();
        return null;
    }

    public IConnection Connect(IEventLoop loop, in ConnectOptions options, in TlsClientParameters parameters, IConnectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handler);
        var codec = new OpenSslCodec(this, loop);
        var serverName = parameters.ServerName ?? this.options.ServerName;
        codec.SessionKey = (options.Address, serverName);
        LibSsl.SSL_set_connect_state(codec.Ssl);
        SetServerName(codec.Ssl, serverName);
        OfferProtocols(codec.Ssl, parameters);
        OfferSession(codec, loop.UnixNanoseconds);
        var tls = new TlsConnection(loop, codec, handler);
        tls.Attach(loop.Connect(options, tls));
        return tls;
    }

    public override bool Keep(OpenSslCodec codec, nint session)
    {
        if (options.MaxSessions == 0 || LibSsl.SSL_SESSION_is_resumable(session) != 1)
            return false;
        if (sessions.Remove(codec.SessionKey, out var older))
            LibSsl.SSL_SESSION_free(older);
        while (sessions.Count >= options.MaxSessions)
            DropOne();
        sessions[codec.SessionKey] = session;
        return true;
    }

    protected override void FreeMore()
    {
        while (sessions.Count > 0)
            DropOne();
    }

    void DropOne()
    {
        var key = sessions.Keys.First();
        LibSsl.SSL_SESSION_free(sessions[key]);
        sessions.Remove(key);
    }

    string? SetAlpn()
    {
        if (options.AlpnProtocols.IsDefaultOrEmpty)
            return null;
        if (EncodeAlpn(options.AlpnProtocols) is not { } bytes)
            return "an ALPN protocol must have 1 to 255 characters";
        alpn = bytes;
        return null;
    }

    void SetResumption()
    {
        var mode = options.MaxSessions > 0 ? LibSsl.SSL_SESS_CACHE_CLIENT | LibSsl.SSL_SESS_CACHE_NO_INTERNAL : LibSsl.SSL_SESS_CACHE_OFF;
        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_SESS_CACHE_MODE, mode, null);
        LibSsl.SSL_CTX_sess_set_new_cb(Handle, &NewSession);
    }

    static void SetServerName(nint ssl, string name)
    {
        // OpenSSL refuses more, and an IP address is no server name (RFC 6066).
        if (name.Length is 0 or > 255 || System.Net.IPAddress.TryParse(name, out _))
            return;
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
            _ = LibSsl.SSL_ctrl(ssl, LibSsl.SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, text);
    }

    void OfferProtocols(nint ssl, in TlsClientParameters parameters)
    {
        var list = parameters.AlpnProtocols.IsDefault ? alpn : EncodeAlpn(parameters.AlpnProtocols) ?? [];
        if (list.Length == 0)
            return;
        fixed (byte* bytes = list)
            _ = LibSsl.SSL_set_alpn_protos(ssl, bytes, (uint)list.Length);
    }

    /// <summary>A session is offered once, as TLS 1.3 wants, and only while its peer would still pass.</summary>
    void OfferSession(OpenSslCodec codec, long now)
    {
        if (!sessions.Remove(codec.SessionKey, out var session))
            return;
        var peer = LibSsl.SSL_SESSION_get0_peer(session);
        if (!Verifier.Verifies || (peer != 0 && Verifier.VerifyResumed(peer, now)))
            _ = LibSsl.SSL_set_session(codec.Ssl, session);
        LibSsl.SSL_SESSION_free(session);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int NewSession(nint ssl, nint session) => OpenSslThread.Current.Driving?.KeepSession(session) == true ? 1 : 0;
}
