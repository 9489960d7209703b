using Envoy.Service.Discovery.V3;
using Google.Rpc;

namespace Lateen.Xds.Server;

/// <summary>The server's end of a state-of-the-world stream (StreamAggregatedResources, StreamSecrets).</summary>
public sealed class SotwServerStream(
    IXdsServerPort port, TimeProvider time, string noncePrefix, XdsServerLimits? limits = null)
    : XdsServerStream(port, time, noncePrefix, limits ?? XdsServerLimits.Default)
{
    public void OnRequest(DiscoveryRequest request)
    {
        if (!Ready(request.Node) || !View.Serves(request.TypeUrl))
            return;
        Handle(request);
        TryPush();
    }

    private protected override void Push(IReadOnlyList<XdsTypeDelta> deltas)
    {
        foreach (XdsTypeDelta delta in deltas)
        {
            XdsWatch watch = Watch(delta.TypeUrl)!;
            if (XdsTypes.IsCompleteState(delta.TypeUrl))
                Respond(watch, Everything(watch));
            else if (delta.Changed.Count > 0)
                Respond(watch, delta.Changed);
        }
    }

    void Handle(DiscoveryRequest request)
    {
        XdsWatch? watch = Watch(request.TypeUrl);
        if (request.ErrorDetail is not null)
        {
            if (watch is not null)
                OnRejected(watch, request);
        }
        else if (watch is null || request.ResponseNonce.Length == 0)
        {
            OnFirst(watch, request);
        }
        else if (request.ResponseNonce != watch.NonceSent)
        {
            Counters.Stale++;
        }
        else
        {
            Accept(watch, request.ResponseNonce);
            OnNames(watch, request);
        }
    }

    /// <summary>A rejection is recorded and never answered, not even for names that the same request adds.</summary>
    void OnRejected(XdsWatch watch, DiscoveryRequest request) =>
        Reject(watch, request.ResponseNonce, Describe(request.ErrorDetail));

    static string Describe(Google.Rpc.Status error) => error.Message.Length > 0 ? error.Message : $"code {error.Code}";

    /// <summary>The first request for a type on this stream, or one that starts again: whatever nonce it carries is another stream's.</summary>
    void OnFirst(XdsWatch? watch, DiscoveryRequest request)
    {
        bool all = AsksForAll(request);
        if (!all && request.ResourceNames.Count == 0)
            return;
        if (watch is not null)
            DropWatch(watch);
        if (AddWatch(request.TypeUrl) is not { } added)
            return;
        added.StartFrom(watch?.NonceSent ?? request.ResponseNonce);
        if (all)
            SubscribeAll(added);
        foreach (string name in Named(request))
            if (!Subscribe(added, name))
                return;
        if (request.TypeUrl == XdsTypes.Cluster && Watch(XdsTypes.ClusterLoadAssignment) is { } endpoints)
            endpoints.AnswerOnce = true;
        Respond(added, Everything(added));
    }

    static bool AsksForAll(DiscoveryRequest request) =>
        request.ResourceNames.Count == 0 ? XdsTypes.EmptyMeansAll(request.TypeUrl) : request.ResourceNames.Contains(XdsTypes.Wildcard);

    static IEnumerable<string> Named(DiscoveryRequest request) => request.ResourceNames.Where(name => name != XdsTypes.Wildcard);

    /// <summary>Compares the names of an acknowledgement with those subscribed; the list replaces the one before.</summary>
    void OnNames(XdsWatch watch, DiscoveryRequest request)
    {
        bool answer = watch.AnswerOnce;
        watch.AnswerOnce = false;
        if (request.ResourceNames.Count == 0 && watch.Names.Count > 0)
        {
            DropWatch(watch);
            return;
        }

        if (watch.All && request.ResourceNames.Count > 0 && !AsksForAll(request))
        {
            UnsubscribeAll(watch);
            answer = true;
        }

        HashSet<string> wanted = [.. Named(request)];
        string[] dropped = [.. watch.Names.Where(name => !wanted.Contains(name))];
        foreach (string name in dropped)
            Unsubscribe(watch, name);
        string[] added = [.. wanted.Where(name => !watch.NameSet.Contains(name))];
        foreach (string name in added)
            if (!Subscribe(watch, name))
                return;
        AnswerNames(watch, answer, added, dropped.Length > 0);
    }

    void AnswerNames(XdsWatch watch, bool answer, string[] added, bool dropped)
    {
        if (answer || (XdsTypes.IsCompleteState(watch.TypeUrl) && (added.Length > 0 || dropped)))
            Respond(watch, Everything(watch));
        else if (added.Length > 0)
            Respond(watch, Find(watch.TypeUrl, added));
    }

    List<XdsResource> Everything(XdsWatch watch) =>
        watch.All ? [.. View.All(watch.TypeUrl)] : Find(watch.TypeUrl, watch.Names);

    List<XdsResource> Find(string typeUrl, IEnumerable<string> names) =>
        [.. names.Select(name => View.Find(typeUrl, name)).OfType<XdsResource>()];

    void Respond(XdsWatch watch, IReadOnlyList<XdsResource> resources)
    {
        // A client would take an empty partial response for an answer and wait no longer for the resource to appear.
        if (resources.Count == 0 && !XdsTypes.EmptyMeansAll(watch.TypeUrl))
            return;
        string nonce = NextNonce();
        var response = new DiscoveryResponse { TypeUrl = watch.TypeUrl, VersionInfo = View.Revision, Nonce = nonce };
        foreach (XdsResource resource in resources)
            response.Resources.Add(resource.Any);
        Send(watch, nonce, response);
    }
}
