using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Scopes;

/// <summary>The destinations that a rule names: a proxy that has the rule must know them, whether its Sidecar imports them or not.</summary>
static class VirtualServiceDestinations
{
    /// <summary>Each with the port asked for; 0 for none in particular.</summary>
    public static IEnumerable<(Hostname Host, int Port)> Of(VirtualServiceRule rule, MeshOptions mesh) =>
        Named(rule).Where(named => named.Destination is { Host.Length: > 0 })
            .Select(named => (Hostname.Resolve(named.Destination!.Host, named.Namespace, mesh.DomainSuffix), (int)(named.Destination.Port?.Number ?? 0))).Distinct();

    static IEnumerable<(string Namespace, Destination? Destination)> Named(VirtualServiceRule rule)
    {
        foreach (var (http, origin, _) in rule.Http)
        {
            foreach (var route in http.Route)
                yield return (origin.Namespace, route.Destination);
            yield return (origin.Namespace, http.Mirror);
            foreach (var mirror in http.Mirrors)
                yield return (origin.Namespace, mirror.Destination);
        }

        foreach (var route in rule.Spec.Tcp.SelectMany(tcp => tcp.Route).Concat(rule.Spec.Tls.SelectMany(tls => tls.Route)))
            yield return (rule.Object.Namespace, route.Destination);
    }
}
