using Lateen.Graph;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>A generator of a type that clients ask for by name (endpoints, routes).</summary>
interface INamedGenerator : IXdsGenerator
{
    /// <summary>Follows the resource of that name for a client; its value is null while there is none.</summary>
    Observer<XdsResource?> Observe(DependencyGraph graph, ProxyAspects aspects, string name);
}
