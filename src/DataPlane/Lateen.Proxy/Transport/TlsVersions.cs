using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

static class TlsVersions
{
    public static TlsProtocolVersion Of(TlsVersion version) => version == TlsVersion.Tls12 ? TlsProtocolVersion.Tls12 : TlsProtocolVersion.Tls13;
}
