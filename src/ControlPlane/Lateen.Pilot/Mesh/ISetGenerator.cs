using Lateen.Graph;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Mesh;

/// <summary>A generator of a type that clients take as a whole (clusters, listeners).</summary>
interface ISetGenerator : IXdsGenerator
{
    /// <summary>All resources for a client, by name.</summary>
    Collection<string, RankedResource> SetFor(ProxyAspects aspects);
}
