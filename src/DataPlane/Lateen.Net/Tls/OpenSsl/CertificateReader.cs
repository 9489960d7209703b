using System.Formats.Asn1;
using System.Net;
using System.Text;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>Reads what policies ask for out of an X.509 certificate.</summary>
static unsafe class CertificateReader
{
    /// <summary>XN_FLAG_RFC2253, the format of Envoy's %DOWNSTREAM_PEER_SUBJECT%.</summary>
    const ulong Rfc2253 = 0x1110317;
    const int MaxCertificateBytes = 100 * 1024;
    const string SubjectAltName = "2.5.29.17";

    static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>DER bytes of an X509 handle.</summary>
    public static byte[] Der(nint certificate)
    {
        var length = LibCrypto.i2d_X509(certificate, null);
        if (length is <= 0 or > MaxCertificateBytes)
            return [];
        var der = new byte[length];
        fixed (byte* start = der)
        {
            var end = start;
            _ = LibCrypto.i2d_X509(certificate, &end);
        }

        return der;
    }

    /// <summary>
    /// The summary of a leaf; <paramref name="chain"/> is a STACK_OF(X509) that may contain it, or 0. Null when the certificate's structure is broken.
    /// </summary>
    public static CertificateSummary? Read(nint certificate, nint chain)
    {
        var der = Der(certificate);
        var pem = ToPem(der);
        try
        {
            return Parse(der, certificate, pem, pem + Intermediates(chain, der));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, base64; empty when the structure is broken.</summary>
    public static string KeySha256(nint certificate)
    {
        try
        {
            var body = new AsnReader(Der(certificate), AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (body.PeekTag().HasSameClassAndValue(Version))
                body.ReadEncodedValue();
            // Serial number, signature algorithm, issuer, validity and subject come before the key (RFC 5280, 4.1).
            for (var before = 0; before < 5; before++)
                body.ReadEncodedValue();
            return Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(body.ReadEncodedValue().Span));
        }
        catch (AsnContentException)
        {
            return string.Empty;
        }
    }

    /// <summary>SHA-256 without managed allocation, for the cache.</summary>
    public static bool TryHash(nint certificate, out UInt128 high, out UInt128 low)
    {
        high = low = default;
        var length = LibCrypto.i2d_X509(certificate, null);
        if (length is <= 0 or > MaxCertificateBytes)
            return false;
        const int small = 4096;
        if (length <= small)
        {
            var buffer = stackalloc byte[small];
            return TryHash(certificate, buffer, length, out high, out low);
        }

        fixed (byte* buffer = new byte[length])
            return TryHash(certificate, buffer, length, out high, out low);
    }

    static bool TryHash(nint certificate, byte* buffer, int length, out UInt128 high, out UInt128 low)
    {
        var end = buffer;
        _ = LibCrypto.i2d_X509(certificate, &end);
        var digest = stackalloc UInt128[2];
        var size = 32u;
        var done = LibCrypto.EVP_Digest(buffer, (nuint)length, (byte*)digest, &size, LibCrypto.EVP_sha256(), 0) == 1;
        high = digest[0];
        low = digest[1];
        return done;
    }

    static CertificateSummary Parse(byte[] der, nint certificate, string pem, string pemChain)
    {
        var body = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (body.PeekTag().HasSameClassAndValue(Version))
            body.ReadEncodedValue();
        var serial = body.ReadIntegerBytes();
        body.ReadEncodedValue(); // signature algorithm
        body.ReadEncodedValue(); // issuer
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        var names = new SubjectAltNames();
        while (body.HasData)
        {
            if (body.PeekTag().HasSameClassAndValue(Extensions))
                ReadExtensions(body.ReadSequence(Extensions).ReadSequence(), names);
            else
                body.ReadEncodedValue();
        }

        return new CertificateSummary
        {
            Subject = Print(LibCrypto.X509_get_subject_name(certificate)),
            Issuer = Print(LibCrypto.X509_get_issuer_name(certificate)),
            SerialNumber = Convert.ToHexStringLower(TrimSign(serial.Span)),
            UriSans = names.Uris,
            DnsSans = names.Dns,
            IpSans = names.Ips,
            EmailSans = names.Emails,
            Sha256 = Digest(der, LibCrypto.EVP_sha256(), 32),
            Sha1 = Digest(der, LibCrypto.EVP_sha1(), 20),
            NotBefore = notBefore,
            NotAfter = notAfter,
            Pem = pem,
            PemChain = pemChain,
        };
    }

    static void ReadExtensions(AsnReader extensions, SubjectAltNames names)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != SubjectAltName)
                continue;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                extension.ReadBoolean();
            ReadSans(new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadSequence(), names);
        }
    }

    /// <summary>GeneralName: 1 rfc822Name, 2 dNSName, 6 uniformResourceIdentifier, 7 iPAddress (RFC 5280, 4.2.1.6).</summary>
    static void ReadSans(AsnReader sans, SubjectAltNames names)
    {
        while (sans.HasData)
        {
            var tag = sans.PeekTag();
            switch (tag.TagValue)
            {
                case 1:
                    names.Emails.Add(ReadText(sans, tag));
                    break;
                case 2:
                    names.Dns.Add(ReadText(sans, tag));
                    break;
                case 6:
                    names.Uris.Add(ReadText(sans, tag));
                    break;
                case 7:
                    AddIp(sans.ReadOctetString(tag), names);
                    break;
                default:
                    sans.ReadEncodedValue();
                    break;
            }
        }
    }

    static void AddIp(byte[] address, SubjectAltNames names)
    {
        if (address.Length is 4 or 16)
            names.Ips.Add(new IPAddress(address).ToString());
    }

    /// <summary>Latin-1, so that every byte stays what it is: a NUL, or anything outside ASCII, matches nothing that a policy names.</summary>
    static string ReadText(AsnReader reader, Asn1Tag tag) => Encoding.Latin1.GetString(reader.ReadOctetString(tag));

    static long ReadTime(AsnReader reader)
    {
        var time = reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
        // Beyond the year 2262 nanoseconds overflow; a certificate that lives so long never expires for us.
        var seconds = Math.Min(time.ToUnixTimeSeconds(), long.MaxValue / 1_000_000_000);
        return seconds * 1_000_000_000;
    }

    static ReadOnlySpan<byte> TrimSign(ReadOnlySpan<byte> integer) => integer.Length > 1 && integer[0] == 0 ? integer[1..] : integer;

    static string Digest(byte[] der, nint algorithm, int size)
    {
        Span<byte> digest = stackalloc byte[size];
        fixed (byte* data = der)
        fixed (byte* result = digest)
        {
            var written = (uint)size;
            _ = LibCrypto.EVP_Digest(data, (nuint)der.Length, result, &written, algorithm, 0);
        }

        return Convert.ToHexStringLower(digest);
    }

    static string Print(nint name)
    {
        var bio = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        _ = LibCrypto.X509_NAME_print_ex(bio, name, 0, Rfc2253);
        byte* text;
        var length = LibCrypto.BIO_ctrl(bio, LibCrypto.BIO_CTRL_INFO, 0, &text);
        var printed = length <= 0 ? string.Empty : Encoding.UTF8.GetString(text, (int)length);
        _ = LibCrypto.BIO_free(bio);
        return printed;
    }

    static string Intermediates(nint chain, byte[] leaf)
    {
        if (chain == 0)
            return string.Empty;
        var text = new StringBuilder();
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(chain); i++)
        {
            var der = Der(LibCrypto.OPENSSL_sk_value(chain, i));
            if (!der.AsSpan().SequenceEqual(leaf))
                text.Append(ToPem(der));
        }

        return text.ToString();
    }

    static string ToPem(byte[] der)
    {
        var text = new StringBuilder("-----BEGIN CERTIFICATE-----\n");
        var base64 = Convert.ToBase64String(der);
        for (var i = 0; i < base64.Length; i += 64)
            text.Append(base64.AsSpan(i, Math.Min(64, base64.Length - i))).Append('\n');
        return text.Append("-----END CERTIFICATE-----\n").ToString();
    }

    sealed class SubjectAltNames
    {
        public List<string> Uris { get; } = [];

        public List<string> Dns { get; } = [];

        public List<string> Ips { get; } = [];

        public List<string> Emails { get; } = [];
    }
}
