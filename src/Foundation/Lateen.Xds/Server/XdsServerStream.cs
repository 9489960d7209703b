using Envoy.Config.Core.V3;
using Google.Protobuf;
using Grpc.Core;

namespace Lateen.Xds.Server;

/// <summary>
/// The server's end of one ADS stream, without I/O. Not thread-safe: the pump calls one method at a time. One push
/// is in flight at a time: while a response is unanswered, changes gather in the view, so a slow client gets fewer and
/// larger pushes and never a queue of old ones.
/// </summary>
public abstract class XdsServerStream
{
    readonly IXdsServerPort port;
    readonly TimeProvider time;
    readonly string noncePrefix;
    readonly XdsServerLimits limits;
    readonly Dictionary<string, XdsWatch> watches = new(StringComparer.Ordinal);
    IXdsView? view;
    long nonces;
    bool changePending;
    bool ended;

    /// <param name="port">The surroundings.</param>
    /// <param name="time">Clock.</param>
    /// <param name="noncePrefix">Start of all nonces: unique for this stream in this process.</param>
    /// <param name="limits">Bounds.</param>
    private protected XdsServerStream(IXdsServerPort port, TimeProvider time, string noncePrefix, XdsServerLimits limits)
    {
        this.port = port;
        this.time = time;
        this.noncePrefix = noncePrefix;
        this.limits = limits;
    }

    /// <summary>What is watched, by type URL.</summary>
    public IReadOnlyDictionary<string, XdsWatch> Watches => watches;

    /// <summary>Counts what happened; read from other threads without harm.</summary>
    public XdsStreamCounters Counters { get; } = new();

    protected private IXdsView View => view ?? throw new InvalidOperationException("no request has opened the view yet");

    /// <summary>The source has something new.</summary>
    public void OnChanged()
    {
        changePending = true;
        TryPush();
    }

    /// <summary>The delay of the last WakeAfter has passed.</summary>
    public void OnTimer()
    {
        foreach (XdsWatch watch in watches.Values)
            if (watch.IsUnanswered && time.GetUtcNow() - watch.LastSent >= limits.AnswerTimeout)
                watch.ForgetUnanswered();
        TryPush();
    }

    /// <summary>The stream has ended for whatever reason.</summary>
    public void OnClosed()
    {
        ended = true;
        view?.Dispose();
        view = null;
    }

    /// <summary>Opens the view at the first request. False when the stream has ended.</summary>
    private protected bool Ready(Node? node)
    {
        if (ended)
            return false;
        if (view is not null)
            return true;
        if (node is null)
            return End(StatusCode.InvalidArgument, "the first request of a stream must carry a node");
        XdsOpening opening = port.Open(node);
        if (opening.View is null)
            return End(opening.Refusal.StatusCode, opening.Refusal.Detail);
        view = opening.View;
        return true;
    }

    private protected bool End(StatusCode code, string reason)
    {
        ended = true;
        port.End(new Status(code, reason));
        return false;
    }

    private protected XdsWatch? Watch(string typeUrl) => watches.GetValueOrDefault(typeUrl);

    private protected XdsWatch? AddWatch(string typeUrl)
    {
        if (watches.Count >= limits.Types)
        {
            End(StatusCode.ResourceExhausted, $"more than {limits.Types} resource types watched on one stream");
            return null;
        }

        return watches[typeUrl] = new XdsWatch(typeUrl);
    }

    private protected void DropWatch(XdsWatch watch)
    {
        UnsubscribeAll(watch);
        foreach (string name in watch.Names)
            View.Unsubscribe(watch.TypeUrl, name);
        watches.Remove(watch.TypeUrl);
    }

    private protected void SubscribeAll(XdsWatch watch)
    {
        if (watch.All)
            return;
        watch.All = true;
        View.SubscribeAll(watch.TypeUrl);
    }

    private protected void UnsubscribeAll(XdsWatch watch)
    {
        if (!watch.All)
            return;
        watch.All = false;
        View.UnsubscribeAll(watch.TypeUrl);
    }

    /// <summary>Adds a name. False when the stream has ended because there are too many.</summary>
    private protected bool Subscribe(XdsWatch watch, string name)
    {
        if (watch.NameSet.Count >= limits.NamesPerType)
            return End(StatusCode.ResourceExhausted, $"more than {limits.NamesPerType} names of {watch.TypeUrl} subscribed");
        if (watch.NameSet.Add(name))
            View.Subscribe(watch.TypeUrl, name);
        return true;
    }

    private protected void Unsubscribe(XdsWatch watch, string name)
    {
        if (watch.NameSet.Remove(name))
            View.Unsubscribe(watch.TypeUrl, name);
    }

    private protected void Accept(XdsWatch watch, string nonce)
    {
        if (watch.Accept(nonce))
            Counters.Accepted++;
    }

    private protected void Reject(XdsWatch watch, string nonce, string error)
    {
        if (watch.Reject(nonce, error, time.GetUtcNow()))
            Counters.Rejected++;
    }

    private protected string NextNonce() => $"{noncePrefix}-{++nonces}";

    private protected void Send(XdsWatch watch, string nonce, IMessage response)
    {
        watch.Sent(nonce, View.Revision, time.GetUtcNow());
        Counters.Sent++;
        port.Send(response);
        port.WakeAfter(limits.AnswerTimeout);
    }

    /// <summary>Pushes what has changed, in the order of types, unless the last push is still unanswered.</summary>
    private protected void TryPush()
    {
        if (!changePending || ended || view is null || watches.Values.Any(watch => watch.IsUnanswered))
            return;
        changePending = false;
        List<XdsTypeDelta> deltas = [.. View.Advance().Where(delta => watches.ContainsKey(delta.TypeUrl))];
        AddEndpointsOfChangedClusters(deltas);
        Push([.. deltas.OrderBy(delta => XdsTypes.Rank(delta.TypeUrl))]);
    }

    /// <summary>Sends the deltas, given in the order of types.</summary>
    private protected abstract void Push(IReadOnlyList<XdsTypeDelta> deltas);

    /// <summary>
    /// A changed cluster warms beside the old one until it gets its endpoints, and some clients don't ask again for what
    /// they have; so a changed cluster's assignment goes out with it. An assignment is named after its cluster.
    /// </summary>
    void AddEndpointsOfChangedClusters(List<XdsTypeDelta> deltas)
    {
        XdsTypeDelta? clusters = deltas.Find(delta => delta.TypeUrl == XdsTypes.Cluster);
        if (clusters is null || Watch(XdsTypes.ClusterLoadAssignment) is not { } watch)
            return;
        XdsTypeDelta? endpoints = deltas.Find(delta => delta.TypeUrl == XdsTypes.ClusterLoadAssignment);
        HashSet<string> known = [.. endpoints?.Changed.Select(resource => resource.Name) ?? []];
        XdsResource[] extra =
        [
            .. clusters.Changed
                .Where(cluster => watch.NameSet.Contains(cluster.Name) && !known.Contains(cluster.Name))
                .Select(cluster => View.Find(XdsTypes.ClusterLoadAssignment, cluster.Name))
                .OfType<XdsResource>(),
        ];
        if (extra.Length == 0)
            return;
        if (endpoints is not null)
            deltas.Remove(endpoints);
        deltas.Add(new XdsTypeDelta(XdsTypes.ClusterLoadAssignment, [.. endpoints?.Changed ?? [], .. extra], endpoints?.Removed ?? []));
    }
}
