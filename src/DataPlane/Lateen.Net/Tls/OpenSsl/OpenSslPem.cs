namespace Lateen.Net.Tls.OpenSsl;

/// <summary>Certificates and keys out of PEM in memory. Handles are the caller's to free. Nothing of a key gets into a message.</summary>
static unsafe class OpenSslPem
{
    const int MaxItems = 1000;

    /// <summary>All certificates in order; empty and a sentence when there is none or one is broken.</summary>
    public static List<nint> ReadCertificates(ReadOnlyMemory<byte> pem, string what, out string? error) =>
        ReadAll(pem, &ReadCertificate, &LibCrypto.X509_free, what, "certificate", out error);

    /// <summary>All revocation lists; empty and a sentence when there is none or one is broken.</summary>
    public static List<nint> ReadRevocationLists(ReadOnlyMemory<byte> pem, out string? error) =>
        ReadAll(pem, &ReadRevocationList, &LibCrypto.X509_CRL_free, "the revocation list", "X509 CRL", out error);

    /// <summary>The first private key; 0 and a sentence when there is none.</summary>
    public static nint ReadPrivateKey(ReadOnlyMemory<byte> pem, out string? error)
    {
        fixed (byte* bytes = pem.Span)
        {
            var bio = LibCrypto.BIO_new_mem_buf(bytes, pem.Length);
            var empty = stackalloc byte[1];
            // A password, even an empty one, keeps OpenSSL from asking at the terminal.
            var key = bio == 0 ? 0 : LibCrypto.PEM_read_bio_PrivateKey(bio, 0, 0, empty);
            _ = LibCrypto.BIO_free(bio);
            error = key != 0 ? null : $"the private key cannot be read: {OpenSslErrors.TakePhrase()}";
            return key;
        }
    }

    public static void Free(List<nint> certificates)
    {
        foreach (var certificate in certificates)
            LibCrypto.X509_free(certificate);
        certificates.Clear();
    }

    static List<nint> ReadAll(
        ReadOnlyMemory<byte> pem, delegate*<nint, nint> read, delegate*<nint, void> free, string what, string item, out string? error)
    {
        var items = new List<nint>();
        error = null;
        fixed (byte* bytes = pem.Span)
        {
            var bio = LibCrypto.BIO_new_mem_buf(bytes, pem.Length);
            while (bio != 0 && items.Count < MaxItems && read(bio) is var one and not 0)
                items.Add(one);
            _ = LibCrypto.BIO_free(bio);
        }

        // The last read always fails; it is an error only when an item had begun.
        var problem = OpenSslErrors.TakePhrase();
        if (problem != "no start line" || items.Count == 0)
            error = items.Count == 0 && problem == "no start line" ? $"{what} holds no PEM {item}" : $"{what} is broken: {problem}";
        if (error is null)
            return items;
        foreach (var one in items)
            free(one);
        return [];
    }

    static nint ReadCertificate(nint bio)
    {
        var empty = stackalloc byte[1];
        return LibCrypto.PEM_read_bio_X509(bio, 0, 0, empty);
    }

    static nint ReadRevocationList(nint bio)
    {
        var empty = stackalloc byte[1];
        return LibCrypto.PEM_read_bio_X509_CRL(bio, 0, 0, empty);
    }
}
