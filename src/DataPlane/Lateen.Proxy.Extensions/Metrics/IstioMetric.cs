namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>Istio's standard metrics that this proxy reports.</summary>
enum IstioMetric
{
    Requests,
    RequestDuration,
    RequestBytes,
    ResponseBytes,
    RequestMessages,
    ResponseMessages,
    TcpConnectionsOpened,
    TcpConnectionsClosed,
    TcpSentBytes,
    TcpReceivedBytes,
}
