using System.Net;

namespace Lateen.Cli.Discovery;

/// <summary>The names and addresses that the control plane's certificate is valid for.</summary>
internal static class ServingNames
{
    static readonly string[] Usual =
    [
        "istiod.istio-system.svc", "istiod.istio-system.svc.cluster.local", "istiod-remote.istio-system.svc", "istio-pilot.istio-system.svc", "istiod.istio-system", "localhost", "127.0.0.1", "::1",
    ];

    public static IReadOnlyList<string> Of(DiscoveryOptions options)
    {
        IEnumerable<string> address = options.SecureGrpc is { Address: var bound } && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any)
            ? [bound.ToString()]
            : [];
        return [.. Usual.Concat(address).Concat(options.ServingNames).Distinct()];
    }
}
