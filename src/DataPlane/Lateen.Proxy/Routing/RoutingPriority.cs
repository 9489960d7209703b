namespace Lateen.Proxy.Routing;

/// <summary>Which circuit-breaker thresholds and pools a request uses.</summary>
public enum RoutingPriority
{
    Default,
    High,
}
