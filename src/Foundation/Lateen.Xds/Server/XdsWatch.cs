namespace Lateen.Xds.Server;

/// <summary>What one client watches of one type, and what it was sent and has answered.</summary>
public sealed class XdsWatch
{
    readonly Queue<(string Nonce, string Version)> unanswered = new();
    readonly HashSet<string> names = new(StringComparer.Ordinal);

    internal XdsWatch(string typeUrl) => TypeUrl = typeUrl;

    public string TypeUrl { get; }

    /// <summary>Whether the client asked for everything.</summary>
    public bool All { get; internal set; }

    /// <summary>Names subscribed one by one.</summary>
    public IReadOnlyCollection<string> Names => names;

    /// <summary>Nonce of the last response; empty before the first.</summary>
    public string NonceSent { get; private set; } = "";

    public string NonceAcked { get; private set; } = "";

    public string VersionSent { get; private set; } = "";

    public string VersionAcked { get; private set; } = "";

    /// <summary>Text of the last rejection, null once a later response was accepted.</summary>
    public string? LastError { get; private set; }

    public DateTimeOffset LastSent { get; private set; }

    public DateTimeOffset LastRejected { get; private set; }

    /// <summary>Set when the next request must be answered although it looks like an acknowledgement.</summary>
    internal bool AnswerOnce { get; set; }

    internal bool IsUnanswered => unanswered.Count > 0;

    internal HashSet<string> NameSet => names;

    internal bool IsEmpty => !All && names.Count == 0;

    /// <summary>The nonce that the client will repeat until it gets a response of this watch, which need not come soon.</summary>
    internal void StartFrom(string nonce) => NonceSent = nonce;

    internal void Sent(string nonce, string version, DateTimeOffset now)
    {
        NonceSent = nonce;
        VersionSent = version;
        LastSent = now;
        unanswered.Enqueue((nonce, version));
    }

    /// <summary>Takes an acknowledgement. False when the nonce is of no response that waits for an answer.</summary>
    internal bool Accept(string nonce)
    {
        if (TakeAnswered(nonce) is not { } version)
            return false;
        NonceAcked = nonce;
        VersionAcked = version;
        LastError = null;
        return true;
    }

    /// <summary>Takes a rejection. False when the nonce is of no response that waits for an answer.</summary>
    internal bool Reject(string nonce, string error, DateTimeOffset now)
    {
        if (TakeAnswered(nonce) is null)
            return false;
        LastError = error;
        LastRejected = now;
        return true;
    }

    /// <summary>Stops waiting for answers: a client that never answers one type must not hold back the others.</summary>
    internal void ForgetUnanswered() => unanswered.Clear();

    /// <summary>The version that the nonce stands for. Answers come in the order of responses, so it settles earlier ones too.</summary>
    string? TakeAnswered(string nonce)
    {
        if (!unanswered.Any(sent => sent.Nonce == nonce))
            return null;
        (string Nonce, string Version) sent;
        do
            sent = unanswered.Dequeue();
        while (sent.Nonce != nonce);
        return sent.Version;
    }
}
