using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Lateen.Identity;

/// <summary>Reads the URI alternative names of a certificate, which the framework's own class doesn't offer.</summary>
public static class SpiffeNames
{
    const string SubjectAlternativeName = "2.5.29.17";
    static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The URIs in order; empty where there are none.</summary>
    /// <exception cref="AsnContentException">The extension is malformed.</exception>
    public static IReadOnlyList<string> Read(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (X509Extension extension in certificate.Extensions)
            if (extension.Oid?.Value == SubjectAlternativeName)
                Read(extension.RawData, uris);
        return uris;
    }

    static void Read(byte[] data, List<string> uris)
    {
        AsnReader names = new AsnReader(data, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(UriTag))
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
            else
                names.ReadEncodedValue();
        }
    }
}
