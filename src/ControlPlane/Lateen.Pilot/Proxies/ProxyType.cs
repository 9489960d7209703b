namespace Lateen.Pilot.Proxies;

/// <summary>What part a client plays.</summary>
public enum ProxyType
{
    /// <summary>Beside a workload.</summary>
    Sidecar,

    /// <summary>A gateway.</summary>
    Router,

    /// <summary>A workload that speaks xDS itself (gRPC).</summary>
    Proxyless,
}
