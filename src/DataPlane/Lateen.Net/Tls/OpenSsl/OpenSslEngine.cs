using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>TLS by OpenSSL 3.0 or later.</summary>
public sealed class OpenSslEngine : ITlsEngine
{
    OpenSslEngine()
    {
    }

    public string Version { get; } = ReadVersion();

    /// <summary>Null and a sentence when OpenSSL is missing or too old.</summary>
    public static OpenSslEngine? TryLoad(out string? error) => OpenSslLibrary.TryLoad(out error) ? new OpenSslEngine() : null;

    public ITlsServer? CreateServer(TlsServerOptions options, out string? error)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenSslServer.Create(options, out error);
    }

    public ITlsClient? CreateClient(TlsClientOptions options, out string? error)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenSslClient.Create(options, out error);
    }

    static unsafe string ReadVersion() => Marshal.PtrToStringUTF8((nint)LibCrypto.OpenSSL_version(0)) ?? "OpenSSL";
}
