using System.Runtime.CompilerServices;
using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

/// <summary>One worker's transports. TLS contexts are made on first use, and anew when a secret of theirs has changed.</summary>
/// <param name="tls">Null when this machine has no usable TLS library; every TLS connection then fails with that reason.</param>
/// <param name="onError">Told, on the worker, why a TLS configuration can't be used.</param>
public sealed class WorkerTransports(ITlsEngine? tls, Action<string> onError) : ITransports
{
    readonly SecretStore secrets = new();
    readonly ConditionalWeakTable<TransportSocketConfig, IUpstreamTransport> upstream = [];
    readonly ConditionalWeakTable<TransportSocketConfig, IDownstreamTransport> downstream = [];

    public IUpstreamTransport Upstream(TransportSocketConfig config) => config is UpstreamTlsConfig client
        ? upstream.GetValue(client, _ => new TlsUpstreamTransport(client, tls, secrets, onError))
        : RawUpstreamTransport.Instance;

    public IDownstreamTransport Downstream(TransportSocketConfig config) => config is DownstreamTlsConfig server
        ? downstream.GetValue(server, _ => new TlsDownstreamTransport(server, tls, secrets, onError))
        : RawDownstreamTransport.Instance;

    public void SetSecret(SecretValue secret) => secrets.Set(secret);

    public void RemoveSecret(string name) => secrets.Remove(name);
}
