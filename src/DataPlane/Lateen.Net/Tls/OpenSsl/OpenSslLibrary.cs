using System.Reflection;
using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>
/// Finds libssl and libcrypto 3 at run time, once per process, and says in a sentence what is missing. Every P/Invoke of this folder resolves here.
/// </summary>
static class OpenSslLibrary
{
    public const string Ssl = "lateen-libssl";
    public const string Crypto = "lateen-libcrypto";

    const ulong OldestVersion = 0x3000_0000;

    static readonly Lazy<string?> Problem = new(Load);
    static nint ssl;
    static nint crypto;

    /// <summary>True when the libraries are there and new enough; otherwise a sentence.</summary>
    public static bool TryLoad(out string? error) => (error = Problem.Value) is null;

    static string? Load()
    {
        if (Open("libcrypto.so.3", out crypto) is { } noCrypto)
            return noCrypto;
        if (Open("libssl.so.3", out ssl) is { } noSsl)
            return noSsl;
        NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);
        if (MissingSymbol() is { } symbol)
            return $"OpenSSL lacks {symbol}: OpenSSL 3.0 or later is needed (Debian: libssl3).";
        var version = LibCrypto.OpenSSL_version_num();
        return version >= OldestVersion ? null : $"OpenSSL {version:x} is too old: 3.0 or later is needed (Debian: libssl3).";
    }

    static string? Open(string name, out nint handle)
    {
        string[] places = [name, "/usr/lib/x86_64-linux-gnu/" + name, "/usr/lib/aarch64-linux-gnu/" + name, "/usr/lib64/" + name, "/usr/lib/" + name];
        foreach (var place in places)
        {
            if (NativeLibrary.TryLoad(place, out handle))
                return null;
        }

        handle = 0;
        return $"{name} was not found: TLS needs OpenSSL 3 (Debian: apt-get install libssl3).";
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Ssl => ssl,
        Crypto => crypto,
        _ => 0,
    };

    static string? MissingSymbol()
    {
        // The youngest of what we call; the rest came with 1.1.
        string[] names = ["SSL_get0_peer_certificate", "SSL_CTX_set_session_ticket_cb", "SSL_CTX_set_options"];
        return Array.Find(names, name => !NativeLibrary.TryGetExport(ssl, name, out _));
    }
}
