namespace Lateen.Core;

/// <summary>Names of listeners and filter chains, and the ports that Istio reserves.</summary>
public static class ListenerName
{
    /// <summary>Captures everything that the workload sends; port <see cref="OutboundPort"/>.</summary>
    public const string VirtualOutbound = "virtualOutbound";

    /// <summary>Captures everything that is sent to the workload; port <see cref="InboundPort"/>.</summary>
    public const string VirtualInbound = "virtualInbound";

    /// <summary>Filter chains of the outbound capture listener.</summary>
    public const string OutboundBlackHoleChain = "virtualOutbound-blackhole", OutboundCatchAllChain = "virtualOutbound-catchall-tcp";

    /// <summary>Filter chains of the inbound capture listener; its TCP passthrough chains are named as the listener.</summary>
    public const string InboundBlackHoleChain = "virtualInbound-blackhole", InboundCatchAllHttpChain = "virtualInbound-catchall-http";

    /// <summary>The default filter chain of a shared HTTP listener, for bytes that are not HTTP.</summary>
    public const string PassthroughChain = "PassthroughFilterChain";

    /// <summary>Captured ports.</summary>
    public const int OutboundPort = 15001, InboundPort = 15006;

    /// <summary>Admin (loopback only), merged metrics and agent status, readiness, the proxy's own metrics, DNS.</summary>
    public const int AdminPort = 15000, StatusPort = 15020, ReadinessPort = 15021, PrometheusPort = 15090, DnsPort = 15053;

    /// <summary>Uid and gid of every proxy; its traffic is never captured.</summary>
    public const int ProxyUid = 1337;

    /// <summary><c>bind_port</c>: <c>0.0.0.0_80</c>, <c>10.96.0.1_443</c>. The chains of the inbound capture listener are named so too.</summary>
    public static string For(string bind, int port) => $"{bind}_{port}";
}
