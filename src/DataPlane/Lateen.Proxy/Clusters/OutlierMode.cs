namespace Lateen.Proxy.Clusters;

/// <summary>Why a host counts as an outlier.</summary>
public enum OutlierMode
{
    Consecutive5xx,
    ConsecutiveGatewayFailure,
    ConsecutiveLocalOriginFailure,
    SuccessRate,
    LocalOriginSuccessRate,
    FailurePercentage,
    LocalOriginFailurePercentage,
}
