using Istio.Networking.V1Alpha3;
using Lateen.Core;

namespace Lateen.Pilot.Proxies;

/// <summary>An ingress listener of the workload's Sidecar, resolved for one proxy.</summary>
/// <param name="Sidecar">The Sidecar.</param>
/// <param name="Index">Position in spec.ingress.</param>
/// <param name="Bind">The address listened on.</param>
/// <param name="IsCaptured">Whether traffic is redirected to it; otherwise it is a socket of its own.</param>
/// <param name="Endpoint">Where connections go: "IP:PORT" or "unix://PATH"; empty for where they were going.</param>
/// <param name="IsOwnAddress">Whether that is the workload's own address, which wants another source than the proxy's.</param>
/// <param name="Pool">How connections are made; null when it does not say.</param>
public sealed record IngressPoint(
    ObjectRef Sidecar, int Index, string Bind, bool IsCaptured, string Endpoint, bool IsOwnAddress, ConnectionPoolSettings? Pool)
{
    /// <summary>Its place in the object.</summary>
    public SourceRef Source => new(Sidecar, $"spec.ingress[{Index}]");

    /// <summary>What its port is called where services are named.</summary>
    public string StandIn => $"{Sidecar.Name}.{Sidecar.Namespace}";

    /// <summary>How configuration names the Sidecar that it came from.</summary>
    public string ConfigPath => $"/apis/networking.istio.io/v1/namespaces/{Sidecar.Namespace}/sidecar/{Sidecar.Name}";
}
