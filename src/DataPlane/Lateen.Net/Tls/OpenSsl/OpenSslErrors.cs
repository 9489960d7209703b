using System.Runtime.InteropServices;
using System.Text;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>OpenSSL's error queue in the words that people know from Envoy's transport failure reasons.</summary>
static unsafe class OpenSslErrors
{
    const int Limit = 8;

    /// <summary>
    /// Takes the queue: "TLS_error:|1048710:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end". The numbers are OpenSSL's. A <paramref name="note"/> says
    /// what the queue does not know (why a certificate was refused).
    /// </summary>
    public static string Take(string? note)
    {
        var text = new StringBuilder("TLS_error:");
        for (var i = 0; i < Limit && LibCrypto.ERR_get_error() is var code and not 0; i++)
            text.Append('|').Append(code).Append(":SSL routines:OPENSSL_internal:").Append(Reason(code));
        if (note is not null)
            text.Append(':').Append(note);
        LibCrypto.ERR_clear_error();
        return text.Append(":TLS_error_end").ToString();
    }

    /// <summary>The oldest error as a phrase for people, and clears the queue.</summary>
    public static string TakePhrase()
    {
        var code = LibCrypto.ERR_peek_error();
        LibCrypto.ERR_clear_error();
        return code == 0 ? "unknown error" : Marshal.PtrToStringUTF8((nint)LibCrypto.ERR_reason_error_string(code)) ?? $"error {code}";
    }

    static string Reason(ulong code)
        => Marshal.PtrToStringUTF8((nint)LibCrypto.ERR_reason_error_string(code)) is { } reason
            ? reason.ToUpperInvariant().Replace(' ', '_')
            : "UNKNOWN";
}
