using Envoy.Config.Core.V3;
using Google.Protobuf;
using Lateen.Core;

namespace Lateen.Xds.Client;

/// <summary>
/// The client's end of xDS, without I/O: one stream at a time for all types, subscriptions that outlive it, an answer for
/// each response, reconnection with back-off. Not thread-safe: it belongs to the loop of its callers. What was
/// accepted stays in force while there is no stream.
/// </summary>
public sealed class XdsClient : IXdsSubscriptions
{
    readonly Node node;
    readonly IXdsClientPort port;
    readonly IXdsDialect dialect;
    readonly FullJitterBackoff backoff;
    readonly SortedDictionary<(int Rank, string TypeUrl), XdsSubscription> subscriptions = [];
    State state = State.Idle;
    bool nodeSent;
    bool inHandler;

    XdsClient(Node node, IXdsClientPort port, IXdsDialect dialect, Random random)
    {
        this.node = node;
        this.port = port;
        this.dialect = dialect;
        backoff = new FullJitterBackoff(random);
    }

    enum State
    {
        Idle,
        Opening,
        Open,
        Waiting,
    }

    /// <summary>Whether a stream is open (Envoy's control_plane.connected_state).</summary>
    public bool IsConnected => state == State.Open;

    /// <summary>A client that speaks the incremental variant.</summary>
    public static XdsClient Delta(Node node, IXdsClientPort port, Random random) => new(node, port, new DeltaDialect(), random);

    /// <summary>A client that speaks the state-of-the-world variant.</summary>
    public static XdsClient StateOfTheWorld(Node node, IXdsClientPort port, Random random) =>
        new(node, port, new SotwDialect(), random);

    /// <summary>Opens the first stream.</summary>
    public void Start()
    {
        if (state != State.Idle)
            return;
        state = State.Opening;
        port.Open();
    }

    /// <summary>Closes the stream for good; what was delivered stays with its owners.</summary>
    public void Stop()
    {
        if (state is State.Open or State.Opening)
            port.Close();
        state = State.Idle;
    }

    /// <summary>The stream that was asked for is open.</summary>
    public void OnOpened()
    {
        if (state != State.Opening)
            return;
        state = State.Open;
        nodeSent = false;
        foreach (XdsSubscription subscription in subscriptions.Values)
            subscription.StartStream();
        Flush();
    }

    /// <summary>The stream could not be opened, or has ended.</summary>
    public void OnClosed()
    {
        if (state is not (State.Open or State.Opening))
            return;
        state = State.Waiting;
        port.WakeAfter(backoff.Next());
    }

    /// <summary>The delay of the last WakeAfter has passed.</summary>
    public void OnTimer()
    {
        if (state != State.Waiting)
            return;
        state = State.Opening;
        port.Open();
    }

    /// <summary>A response has arrived on the open stream: DiscoveryResponse or DeltaDiscoveryResponse by variant.</summary>
    public void OnResponse(IMessage response)
    {
        if (state != State.Open)
            return;
        backoff.Reset();
        (string typeUrl, string nonce) = dialect.Head(response);
        if (!subscriptions.TryGetValue(Key(typeUrl), out XdsSubscription? subscription))
            return;
        subscription.Nonce = nonce;
        XdsVerdict verdict = Judge(response, subscription);
        subscription.Answer = (nonce, verdict.Error);
        subscription.Dirty = true;
        Flush();
    }

    public void Handle(string typeUrl, IXdsHandler handler)
    {
        XdsSubscription subscription = Get(typeUrl);
        if (subscription.Handler is not null)
            throw new InvalidOperationException($"{typeUrl} has an owner already");
        subscription.Handler = handler;
    }

    public void SubscribeAll(string typeUrl)
    {
        XdsSubscription subscription = Get(typeUrl);
        if (subscription.All)
            return;
        subscription.All = true;
        subscription.ToSubscribe.Add(XdsTypes.Wildcard);
        MarkAndFlush(subscription);
    }

    public void Subscribe(string typeUrl, string name)
    {
        XdsSubscription subscription = Get(typeUrl);
        if (subscription.Names.Add(name))
            Ask(subscription, name);
    }

    public void Unsubscribe(string typeUrl, string name)
    {
        XdsSubscription subscription = Get(typeUrl);
        if (!subscription.Names.Remove(name))
            return;
        if (!subscription.All)
            subscription.Held.Remove(name);
        subscription.ToSubscribe.Remove(name);
        subscription.ToUnsubscribe.Add(name);
        subscription.GivenUp.Add(name);
        MarkAndFlush(subscription);
    }

    public void Refresh(string typeUrl, string name)
    {
        XdsSubscription subscription = Get(typeUrl);
        if (subscription.Names.Contains(name))
            Ask(subscription, name);
    }

    static (int Rank, string TypeUrl) Key(string typeUrl) => (XdsTypes.Rank(typeUrl), typeUrl);

    void Ask(XdsSubscription subscription, string name)
    {
        // Taken back before it was sent and wanted again: the server has it still, and is asked to send it anew.
        subscription.ToUnsubscribe.Remove(name);
        subscription.ToSubscribe.Add(name);
        MarkAndFlush(subscription);
    }

    XdsSubscription Get(string typeUrl)
    {
        if (!subscriptions.TryGetValue(Key(typeUrl), out XdsSubscription? subscription))
            subscriptions.Add(Key(typeUrl), subscription = new XdsSubscription(typeUrl));
        return subscription;
    }

    void MarkAndFlush(XdsSubscription subscription)
    {
        subscription.Dirty = true;
        Flush();
    }

    XdsVerdict Judge(IMessage response, XdsSubscription subscription)
    {
        XdsReading reading = dialect.Read(response, subscription);
        if (reading.Update is not { } update)
            return XdsVerdict.Rejected(reading.Error!);
        if (!subscription.IsWanted || subscription.Handler is null)
            return XdsVerdict.Accepted;
        XdsVerdict verdict = CallHandler(subscription.Handler, update);
        Remember(subscription, update, verdict.IsAccepted);
        return verdict;
    }

    XdsVerdict CallHandler(IXdsHandler handler, XdsUpdate update)
    {
        inHandler = true;
        try
        {
            return handler.OnUpdate(update);
        }
        finally
        {
            inHandler = false;
        }
    }

    static void Remember(XdsSubscription subscription, XdsUpdate update, bool accepted)
    {
        if (accepted)
            subscription.AcceptedVersion = update.Version;
        foreach (XdsReceived resource in update.Resources)
            if (subscription.Wants(resource.Name))
                subscription.Held[resource.Name] = accepted ? resource.Version : "";
        foreach (string name in update.Removed)
            subscription.Held.Remove(name);
    }

    /// <summary>Sends what there is to say, in the order of types, except inside a handler: its verdict goes first.</summary>
    void Flush()
    {
        if (state != State.Open || inHandler)
            return;
        foreach (XdsSubscription subscription in subscriptions.Values)
            if (subscription.Dirty && (subscription.Introduced || subscription.IsWanted))
                Send(subscription);
    }

    void Send(XdsSubscription subscription)
    {
        IMessage request = dialect.Write(subscription, nodeSent ? null : node);
        nodeSent = true;
        subscription.Introduced = true;
        subscription.Dirty = false;
        subscription.Answer = null;
        port.Send(request);
    }
}
