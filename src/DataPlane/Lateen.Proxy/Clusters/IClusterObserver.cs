namespace Lateen.Proxy.Clusters;

/// <summary>Told on a worker what becomes of a cluster: pools are.</summary>
public interface IClusterObserver
{
    /// <summary>The host gets no new traffic: close what is idle, let what is in use finish.</summary>
    void OnHostRemoved(Host host);

    /// <summary>The cluster was removed or replaced: as for all of its hosts.</summary>
    void OnClusterRemoved();
}
