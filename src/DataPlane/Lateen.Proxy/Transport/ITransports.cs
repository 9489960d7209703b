namespace Lateen.Proxy.Transport;

/// <summary>One worker's transports, by their configuration. Secrets that rotate change what they hand out; connections made before keep what they have.</summary>
public interface ITransports
{
    IUpstreamTransport Upstream(TransportSocketConfig config);

    IDownstreamTransport Downstream(TransportSocketConfig config);

    /// <summary>A secret came, or changed.</summary>
    void SetSecret(SecretValue secret);

    void RemoveSecret(string name);
}
