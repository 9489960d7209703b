using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Tests.Runtime;

/// <summary>Plain bytes only.</summary>
sealed class TestTransports : ITransports
{
    public IUpstreamTransport Upstream(TransportSocketConfig config) => RawUpstreamTransport.Instance;

    public IDownstreamTransport Downstream(TransportSocketConfig config) => RawDownstreamTransport.Instance;

    public void SetSecret(SecretValue secret)
    {
    }

    public void RemoveSecret(string name)
    {
    }
}
