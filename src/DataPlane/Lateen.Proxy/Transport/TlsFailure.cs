namespace Lateen.Proxy.Transport;

/// <summary>Reasons of our own for a TLS connection that can't be, in Envoy's words where it has some.</summary>
static class TlsFailure
{
    public const string SecretMissing = "TLS_error:Secret is not supplied by SDS";

    public const string? NoEngine = "this machine has no usable TLS library";
}
