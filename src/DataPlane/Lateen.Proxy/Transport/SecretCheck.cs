using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

/// <summary>Tries a secret before anything depends on it, as it will be used: what users write may be no certificate, or another one's key.</summary>
static class SecretCheck
{
    /// <summary>Null when TLS can use it; otherwise a sentence without any of its contents.</summary>
    public static string? FindProblem(SecretValue secret, ITlsEngine engine)
    {
        var options = secret switch
        {
            SecretValue.Certificate pair => new TlsServerOptions { Identities = [new TlsIdentity(pair.ChainPem, pair.PrivateKeyPem)] },
            SecretValue.TrustBundle bundle => new TlsServerOptions { TrustBundlePem = bundle.Pem, RevokedPems = [bundle.RevokedPem] },
            _ => null,
        };
        if (options is null) return null;
        using var tried = engine.CreateServer(options, out var problem);
        return tried is null ? problem : null;
    }
}
