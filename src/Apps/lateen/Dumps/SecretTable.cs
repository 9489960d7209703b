using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>Certificates and trust bundles as istioctl shows them. Private keys are in no dump.</summary>
internal static class SecretTable
{
    const string Time = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    static readonly string[] Header = ["RESOURCE NAME", "TYPE", "STATUS", "VALID CERT", "SERIAL NUMBER", "NOT AFTER", "NOT BEFORE"];

    public static string Render(JsonElement section, DateTimeOffset now)
    {
        var rows = Rows(section, "dynamic_active_secrets", "ACTIVE", now).Concat(Rows(section, "dynamic_warming_secrets", "WARMING", now)).ToArray();
        return rows.Length == 0 ? "No secret items to show.\n" : TextTable.Render([Header, .. rows], 5);
    }

    static IEnumerable<string[]> Rows(JsonElement section, string list, string status, DateTimeOffset now)
    {
        foreach (var entry in section.Field(list).Items())
        {
            var (secret, name) = (entry.Field("secret"), entry.Field("name").Text());
            if (Certificates(secret.Field("tls_certificate", "certificate_chain")) is [var own, ..])
                yield return Row(name, "Cert Chain", status, own, now);
            foreach (var root in Certificates(secret.Field("validation_context", "trusted_ca")))
                yield return Row(name, "CA", status, root, now);
        }
    }

    static string[] Row(string name, string type, string status, X509Certificate2 certificate, DateTimeOffset now)
    {
        var isValid = certificate.NotBefore <= now.LocalDateTime && now.LocalDateTime <= certificate.NotAfter;
        return
        [
            name, type, status, isValid ? "true" : "false", certificate.SerialNumber.ToLowerInvariant(),
            certificate.NotAfter.ToUniversalTime().ToString(Time, CultureInfo.InvariantCulture),
            certificate.NotBefore.ToUniversalTime().ToString(Time, CultureInfo.InvariantCulture),
        ];
    }

    static X509Certificate2Collection Certificates(JsonElement source)
    {
        var found = new X509Certificate2Collection();
        var pem = source.Field("inline_string").Text() is { Length: > 0 } text ? text : Decode(source.Field("inline_bytes").Text());
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // A name of a file, or something that is no certificate: there is nothing to show.
        }

        return found;
    }

    static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
