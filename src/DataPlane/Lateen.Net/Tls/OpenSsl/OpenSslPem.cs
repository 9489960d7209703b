namespace Lateen.Net.Tls.OpenSsl;

/// <summary>Certificates and keys out of PEM in memory. Handles are the caller's to free. Nothing of a key gets into a message.</summary>
static unsafe class OpenSslPem
{
    const int MaxCertificates = 1000;

    /// <summary>All certificates in order; empty and a sentence when there is none or one is broken.</summary>
    public static List<nint> ReadCertificates(ReadOnlyMemory<byte> pem, string what, out string? error)
    {
        var certificates = new List<nint>();
        error = null;
        fixed (byte* bytes = pem.Span)
        {
            var bio = LibCrypto.BIO_new_mem_buf(bytes, pem.Length);
            while (bio != 0 && certificates.Count < MaxCertificates && ReadCertificate(bio) is var certificate and not 0)
                certificates.Add(certificate);
            _ = LibCrypto.BIO_free(bio);
        }

        // The last read always fails; it is an error only when a certificate had begun.
        var problem = OpenSslErrors.TakePhrase();
        if (problem != "no start line" || certificates.Count == 0)
            error = certificates.Count == 0 && problem == "no start line" ? $"{what} holds no PEM certificate" : $"{what} is broken: {problem}";
        if (error is null)
            return certificates;
        Free(certificates);
        return [];
    }

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

    static nint ReadCertificate(nint bio)
    {
        var empty = stackalloc byte[1];
        return LibCrypto.PEM_read_bio_X509(bio, 0, 0, empty);
    }
}
