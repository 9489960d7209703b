using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>
/// Judges peer certificates for one context, which fixes trust bundle, purpose and expected names, and remembers the good ones by their hash until the first
/// certificate of their chain expires. A resumed session is judged again here: a ticket never outlives a trust decision.
/// </summary>
sealed class PeerVerifier(TlsOptions options, nint store, int purpose)
{
    readonly Dictionary<PeerKey, KnownPeer> known = [];

    /// <summary>False when there is no trust bundle; then nothing is verified and every certificate passes.</summary>
    public bool Verifies => store != 0;

    /// <summary>
    /// Inside a full handshake: <paramref name="storeContext"/> is OpenSSL's, ready to verify. False with an X509_V_ERR in it and a note in Envoy's words.
    /// </summary>
    public bool Verify(nint storeContext, long now, out string? note)
    {
        var leaf = LibCrypto.X509_STORE_CTX_get0_cert(storeContext);
        note = null;
        if (TryRecall(leaf, now, out var key) is not null)
            return true;
        LibCrypto.X509_STORE_CTX_set_time(storeContext, 0, now / 1_000_000_000);
        if (Verifies && LibCrypto.X509_verify_cert(storeContext) != 1)
        {
            note = Describe(storeContext);
            return false;
        }

        var peer = Read(leaf, storeContext);
        note = peer is null ? "verify cert failed: malformed certificate"
            : !IsPinned(peer.Summary, leaf) ? "verify cert failed: cert hash and spki"
            : Verifies && options.PeerNames?.Invoke(peer.Summary) == false ? "verify cert failed: verify SAN list"
            : null;
        if (note is null)
            Remember(key, peer!);
        else
            LibCrypto.X509_STORE_CTX_set_error(storeContext, LibCrypto.X509_V_ERR_APPLICATION_VERIFICATION);
        return note is null;
    }

    /// <summary>Whether the certificate of a session may be trusted now, without its intermediates when it is not remembered.</summary>
    public bool VerifyResumed(nint leaf, long now)
    {
        if (TryRecall(leaf, now, out _) is not null)
            return true;
        var context = LibCrypto.X509_STORE_CTX_new();
        try
        {
            if (Verifies && (LibCrypto.X509_STORE_CTX_init(context, store, leaf, 0) != 1 || LibCrypto.X509_STORE_CTX_set_purpose(context, purpose) != 1))
                return false;
            return Verifies ? Verify(context, now, out _) : !options.HasPins && Summarize(leaf, now) is not null;
        }
        finally
        {
            LibCrypto.X509_STORE_CTX_free(context);
            LibCrypto.ERR_clear_error();
        }
    }

    /// <summary>The summary of a certificate that has passed, or that nobody verifies.</summary>
    public CertificateSummary? Summarize(nint leaf, long now)
    {
        if (TryRecall(leaf, now, out var key) is { } peer)
            return peer.Summary;
        if (CertificateReader.Read(leaf, 0) is not { } summary)
            return null;
        if (!Verifies)
            Remember(key, new KnownPeer(summary, long.MinValue, long.MaxValue));
        return summary;
    }

    /// <summary>One of either list is enough; without lists everything is.</summary>
    bool IsPinned(CertificateSummary summary, nint leaf) =>
        !options.HasPins
        || options.PinnedCertificates.Contains(summary.Sha256)
        || (!options.PinnedKeys.IsEmpty && options.PinnedKeys.Contains(CertificateReader.KeySha256(leaf)));

    KnownPeer? TryRecall(nint leaf, long now, out PeerKey key)
    {
        key = default;
        if (!CertificateReader.TryHash(leaf, out var high, out var low))
            return null;
        key = new PeerKey(high, low);
        if (!known.TryGetValue(key, out var peer))
            return null;
        if (now >= peer.ValidFrom && now < peer.ValidUntil)
            return peer;
        known.Remove(key);
        return null;
    }

    void Remember(PeerKey key, KnownPeer peer)
    {
        // Simple, and bounded: a context that meets so many peers starts again.
        if (known.Count >= options.VerifiedPeerLimit)
            known.Clear();
        known[key] = peer;
    }

    KnownPeer? Read(nint leaf, nint storeContext)
    {
        if (CertificateReader.Read(leaf, LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext)) is not { } summary)
            return null;
        if (!Verifies)
            return new KnownPeer(summary, long.MinValue, long.MaxValue);
        var (from, until) = (summary.NotBefore, summary.NotAfter);
        var chain = LibCrypto.X509_STORE_CTX_get0_chain(storeContext);
        for (var i = 1; i < LibCrypto.OPENSSL_sk_num(chain); i++)
        {
            if (CertificateReader.Read(LibCrypto.OPENSSL_sk_value(chain, i), 0) is not { } issuer)
                return null;
            from = Math.Max(from, issuer.NotBefore);
            until = Math.Min(until, issuer.NotAfter);
        }

        return new KnownPeer(summary, from, until);
    }

    static unsafe string Describe(nint storeContext)
    {
        var error = LibCrypto.X509_STORE_CTX_get_error(storeContext);
        var text = Marshal.PtrToStringUTF8((nint)LibCrypto.X509_verify_cert_error_string(error));
        var depth = LibCrypto.X509_STORE_CTX_get_error_depth(storeContext);
        return $"verify cert failed: X509_verify_cert: certificate verification error at depth {depth}: {text}";
    }
}
