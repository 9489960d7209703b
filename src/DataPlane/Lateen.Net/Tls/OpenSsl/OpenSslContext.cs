using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>
/// An SSL_CTX with its verifier: what servers and clients have in common. It lives as long as its owner or one of its connections needs it.
/// </summary>
abstract unsafe class OpenSslContext : IDisposable
{
    const string DefaultCiphers12 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

    /// <summary>AES-128 first: the cheapest of the three where the processor has AES.</summary>
    const string Ciphers13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    const string DefaultCurves = "X25519:P-256";
    const int MaxChainDepth = 100;

    readonly Dictionary<nint, CertificateSummary> own = [];
    nint store;
    int users = 1;
    bool disposed;

    protected OpenSslContext(TlsOptions options)
    {
        Options = options;
        Handle = LibSsl.SSL_CTX_new(LibSsl.TLS_method());
        if (Handle == 0)
            throw new OutOfMemoryException("SSL_CTX_new failed.");
        Verifier = null!;
    }

    public TlsOptions Options { get; }

    public nint Handle { get; private set; }

    public PeerVerifier Verifier { get; private set; }

    public CertificateSummary? Certificate { get; private set; }

    public abstract bool IsServer { get; }

    /// <summary>A connection needs the context until it calls <see cref="Release"/>.</summary>
    public void Use() => users++;

    public void Release()
    {
        if (--users > 0)
            return;
        FreeMore();
        LibSsl.SSL_CTX_free(Handle);
        LibCrypto.X509_STORE_free(store);
        Handle = store = 0;
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Release();
    }

    public CertificateSummary? OwnCertificate(nint handle) => handle != 0 && own.TryGetValue(handle, out var summary) ? summary : null;

    /// <summary>A new session of a connection; true when it is kept, and then belongs to the context.</summary>
    public virtual bool Keep(OpenSslCodec codec, nint session) => false;

    protected abstract int VerifyMode { get; }

    /// <summary>Null, or a sentence that says which option cannot be honoured.</summary>
    protected string? Configure()
    {
        _ = LibSsl.SSL_CTX_set_options(Handle, LibSsl.SSL_OP_NO_COMPRESSION | LibSsl.SSL_OP_NO_RENEGOTIATION | LibSsl.SSL_OP_CIPHER_SERVER_PREFERENCE);
        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_MODE,
            LibSsl.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | LibSsl.SSL_MODE_RELEASE_BUFFERS | LibSsl.SSL_MODE_NO_AUTO_CHAIN, null);
        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_MIN_PROTO_VERSION, Number(Options.MinVersion), null);
        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_MAX_PROTO_VERSION, Number(Options.MaxVersion), null);
        return Options.MinVersion > Options.MaxVersion
            ? "the minimum TLS version is above the maximum"
            : SetCiphers() ?? SetCurves() ?? SetIdentities() ?? SetTrust();
    }

    protected virtual void FreeMore()
    {
    }

    /// <summary>ALPN on the wire: each name behind its length. Null when a name is empty or longer than 255.</summary>
    public static byte[]? EncodeAlpn(ImmutableArray<string> protocols)
    {
        var bytes = new List<byte>();
        foreach (var protocol in protocols)
        {
            if (protocol.Length is 0 or > 255)
                return null;
            bytes.Add((byte)protocol.Length);
            bytes.AddRange(System.Text.Encoding.Latin1.GetBytes(protocol));
        }

        return [.. bytes];
    }

    string? SetCiphers()
    {
        _ = LibSsl.SSL_CTX_set_ciphersuites(Handle, Ciphers13);
        if (Options.CipherSuites.IsDefaultOrEmpty)
            return LibSsl.SSL_CTX_set_cipher_list(Handle, DefaultCiphers12) == 1 ? null : "this OpenSSL lacks the default cipher suites";
        // Envoy's groups of equal preference, "[A|B]", become a plain order.
        var names = Options.CipherSuites.SelectMany(static s => s.Split('[', ']', '|', ':')).Where(static s => s.Length > 0).ToArray();
        foreach (var name in names)
        {
            if (LibSsl.SSL_CTX_set_cipher_list(Handle, name) != 1)
            {
                LibCrypto.ERR_clear_error();
                return $"unknown cipher suite {name}";
            }
        }

        _ = LibSsl.SSL_CTX_set_cipher_list(Handle, string.Join(':', names));
        return null;
    }

    string? SetCurves()
    {
        var curves = Options.Curves.IsDefaultOrEmpty ? DefaultCurves : string.Join(':', Options.Curves);
        fixed (byte* text = System.Text.Encoding.ASCII.GetBytes(curves + '\0'))
        {
            if (LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_GROUPS_LIST, 0, text) == 1)
                return null;
        }

        LibCrypto.ERR_clear_error();
        return $"unknown curve in {curves}";
    }

    string? SetIdentities()
    {
        foreach (var identity in Options.Identities)
        {
            if (SetIdentity(identity) is { } problem)
                return problem;
        }

        return null;
    }

    string? SetIdentity(TlsIdentity identity)
    {
        var chain = OpenSslPem.ReadCertificates(identity.CertificateChainPem, "the certificate chain", out var error);
        if (error is not null)
            return error;
        var key = OpenSslPem.ReadPrivateKey(identity.PrivateKeyPem, out error);
        if (key != 0)
        {
            error = UseIdentity(chain, key);
            LibCrypto.EVP_PKEY_free(key);
        }

        OpenSslPem.Free(chain);
        return error;
    }

    string? UseIdentity(List<nint> chain, nint key)
    {
        if (LibSsl.SSL_CTX_use_certificate(Handle, chain[0]) != 1)
            return $"the certificate cannot be used: {OpenSslErrors.TakePhrase()}";
        if (LibSsl.SSL_CTX_use_PrivateKey(Handle, key) != 1 || LibSsl.SSL_CTX_check_private_key(Handle) != 1)
        {
            LibCrypto.ERR_clear_error();
            return "the private key does not belong to the certificate";
        }

        foreach (var intermediate in chain.Skip(1))
            _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_CHAIN_CERT, 1, (void*)intermediate);
        if (CertificateReader.Read(chain[0], 0) is not { } summary)
            return "the certificate is malformed";
        own[LibSsl.SSL_CTX_get0_certificate(Handle)] = summary;
        Certificate ??= summary;
        return null;
    }

    string? SetTrust()
    {
        if (!Options.TrustBundlePem.IsEmpty && FillStore() is { } problem)
            return problem;
        Verifier = new PeerVerifier(Options, store, IsServer ? LibCrypto.X509_PURPOSE_SSL_CLIENT : LibCrypto.X509_PURPOSE_SSL_SERVER);
        LibSsl.SSL_CTX_set_verify(Handle, VerifyMode, 0);
        LibSsl.SSL_CTX_set_verify_depth(Handle, MaxChainDepth);
        LibSsl.SSL_CTX_set_cert_verify_callback(Handle, &VerifyPeer, 0);
        return null;
    }

    string? FillStore()
    {
        var anchors = OpenSslPem.ReadCertificates(Options.TrustBundlePem, "the trust bundle", out var error);
        if (error is not null)
            return error;
        store = LibCrypto.X509_STORE_new();
        _ = LibCrypto.X509_STORE_set_flags(store, LibCrypto.X509_V_FLAG_PARTIAL_CHAIN);
        foreach (var anchor in anchors)
        {
            _ = LibCrypto.X509_STORE_add_cert(store, anchor);
            if (IsServer)
                _ = LibSsl.SSL_CTX_add_client_CA(Handle, anchor);
        }

        _ = LibSsl.SSL_CTX_ctrl(Handle, LibSsl.SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void*)store);
        OpenSslPem.Free(anchors);
        foreach (var lists in Options.RevokedPems.Where(static lists => !lists.IsEmpty))
        {
            if (AddRevoked(lists) is { } problem)
                return problem;
        }

        return null;
    }

    string? AddRevoked(ReadOnlyMemory<byte> pem)
    {
        var lists = OpenSslPem.ReadRevocationLists(pem, out var error);
        foreach (var list in lists)
        {
            _ = LibCrypto.X509_STORE_add_crl(store, list);
            LibCrypto.X509_CRL_free(list);
        }

        _ = LibCrypto.X509_STORE_set_flags(store, LibCrypto.X509_V_FLAG_CRL_CHECK | LibCrypto.X509_V_FLAG_CRL_CHECK_ALL);
        return error;
    }

    static int Number(TlsProtocolVersion version) => version == TlsProtocolVersion.Tls12 ? LibSsl.TLS1_2_VERSION : LibSsl.TLS1_3_VERSION;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int VerifyPeer(nint storeContext, nint argument) => OpenSslThread.Current.Driving!.VerifyPeer(storeContext) ? 1 : 0;
}
