using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Mesh;

/// <summary>Makes the resources of one type for some kinds of client. <see cref="Generators"/> lists them.</summary>
interface IXdsGenerator
{
    /// <summary>Full type URL.</summary>
    string TypeUrl { get; }

    /// <summary>Whether it serves clients of that kind. For one type and kind there is at most one.</summary>
    bool Serves(ProxyType client);
}
