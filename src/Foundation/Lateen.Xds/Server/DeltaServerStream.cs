using Envoy.Service.Discovery.V3;

namespace Lateen.Xds.Server;

/// <summary>The server's end of an incremental stream (DeltaAggregatedResources).</summary>
public sealed class DeltaServerStream(
    IXdsServerPort port, TimeProvider time, string noncePrefix, XdsServerLimits? limits = null)
    : XdsServerStream(port, time, noncePrefix, limits ?? XdsServerLimits.Default)
{
    public void OnRequest(DeltaDiscoveryRequest request)
    {
        if (!Ready(request.Node) || !View.Serves(request.TypeUrl))
            return;
        Handle(request);
        TryPush();
    }

    /// <summary>Clusters that are gone leave last, when no listener or route names them any more.</summary>
    private protected override void Push(IReadOnlyList<XdsTypeDelta> deltas)
    {
        foreach (XdsTypeDelta delta in deltas)
            Respond(Watch(delta.TypeUrl)!, delta.Changed, delta.TypeUrl == XdsTypes.Cluster ? [] : delta.Removed);
        foreach (XdsTypeDelta delta in deltas)
            if (delta.TypeUrl == XdsTypes.Cluster)
                Respond(Watch(delta.TypeUrl)!, [], delta.Removed);
    }

    void Handle(DeltaDiscoveryRequest request)
    {
        if (Watch(request.TypeUrl) is not { } watch)
        {
            OnFirst(request);
            return;
        }

        if (request.ResponseNonce.Length > 0)
            OnAnswer(watch, request);
        Unsubscribe(watch, request);
        Subscribe(watch, request);
    }

    void OnAnswer(XdsWatch watch, DeltaDiscoveryRequest request)
    {
        if (request.ErrorDetail is { } error)
            Reject(watch, request.ResponseNonce, error.Message.Length > 0 ? error.Message : $"code {error.Code}");
        else
            Accept(watch, request.ResponseNonce);
        if (request.ResponseNonce != watch.NonceSent)
            Counters.Stale++;
    }

    void OnFirst(DeltaDiscoveryRequest request)
    {
        bool all = request.ResourceNamesSubscribe.Count == 0
            ? XdsTypes.EmptyMeansAll(request.TypeUrl)
            : request.ResourceNamesSubscribe.Contains(XdsTypes.Wildcard);
        if ((!all && request.ResourceNamesSubscribe.Count == 0) || AddWatch(request.TypeUrl) is not { } watch)
            return;
        var changed = new List<XdsResource>();
        var removed = new List<string>();
        if (all)
            AddAll(watch, request.InitialResourceVersions, changed, removed);
        if (AddNames(watch, request.ResourceNamesSubscribe, changed, removed))
            Respond(watch, changed, removed, always: all);
    }

    /// <summary>
    /// Everything, less what the client still holds in the same version; what it holds and should not is removed.
    /// </summary>
    void AddAll(
        XdsWatch watch, IDictionary<string, string> held, List<XdsResource> changed, List<string> removed)
    {
        SubscribeAll(watch);
        var current = new HashSet<string>(StringComparer.Ordinal);
        foreach (XdsResource resource in View.All(watch.TypeUrl))
        {
            current.Add(resource.Name);
            if (!held.TryGetValue(resource.Name, out string? version) || version != resource.Version)
                changed.Add(resource);
        }

        removed.AddRange(held.Keys.Where(name => !current.Contains(name)));
    }

    /// <summary>
    /// Named resources are sent whatever the client says it holds: one that warms a changed cluster waits for them.
    /// </summary>
    bool AddNames(XdsWatch watch, IEnumerable<string> names, List<XdsResource> changed, List<string> removed)
    {
        foreach (string name in names)
        {
            if (name == XdsTypes.Wildcard)
                continue;
            if (!Subscribe(watch, name))
                return false;
            AddCurrent(watch, name, changed, removed);
        }

        return true;
    }

    void AddCurrent(XdsWatch watch, string name, List<XdsResource> changed, List<string> removed)
    {
        if (View.Find(watch.TypeUrl, name) is { } resource)
            changed.Add(resource);
        else
            removed.Add(name);
    }

    void Subscribe(XdsWatch watch, DeltaDiscoveryRequest request)
    {
        if (request.ResourceNamesSubscribe.Count == 0)
            return;
        var changed = new List<XdsResource>();
        var removed = new List<string>();
        bool all = request.ResourceNamesSubscribe.Contains(XdsTypes.Wildcard);
        if (all)
            AddAll(watch, request.InitialResourceVersions, changed, removed);
        if (AddNames(watch, request.ResourceNamesSubscribe, changed, removed))
            Respond(watch, changed, removed, always: all);
    }

    /// <summary>
    /// A name given up under a wildcard is still covered by it, and the protocol wants it sent again. A watch without
    /// names stays, so that a later subscription is not taken for the first.
    /// </summary>
    void Unsubscribe(XdsWatch watch, DeltaDiscoveryRequest request)
    {
        var changed = new List<XdsResource>();
        var removed = new List<string>();
        if (request.ResourceNamesUnsubscribe.Contains(XdsTypes.Wildcard))
            UnsubscribeAll(watch);
        foreach (string name in request.ResourceNamesUnsubscribe)
        {
            Unsubscribe(watch, name);
            if (watch.All)
                AddCurrent(watch, name, changed, removed);
        }

        Respond(watch, changed, removed);
    }

    void Respond(
        XdsWatch watch, IReadOnlyList<XdsResource> changed, IReadOnlyList<string> removed, bool always = false)
    {
        if (!always && changed.Count == 0 && removed.Count == 0)
            return;
        string nonce = NextNonce();
        var response = new DeltaDiscoveryResponse { TypeUrl = watch.TypeUrl, SystemVersionInfo = View.Revision, Nonce = nonce };
        foreach (XdsResource resource in changed)
            response.Resources.Add(resource.Wrapped);
        response.RemovedResources.Add(removed);
        Send(watch, nonce, response);
    }
}
