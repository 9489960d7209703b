namespace Lateen.Net.Tls;

public enum TlsProtocolVersion
{
    Tls12,
    Tls13,
}
