namespace Lateen.Xds.Client;

/// <summary>What the client knows of one type: what it wants, what it holds, and what it still has to say.</summary>
sealed class XdsSubscription(string typeUrl)
{
    public string TypeUrl => typeUrl;

    public IXdsHandler? Handler { get; set; }

    public bool All { get; set; }

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Versions of the resources that were delivered, by name; "" after a rejected update.</summary>
    public Dictionary<string, string> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>version_info of the last accepted response, on any stream.</summary>
    public string AcceptedVersion { get; set; } = "";

    /// <summary>Nonce of the last response on this stream.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>Whether this stream has had a request for the type.</summary>
    public bool Introduced { get; set; }

    /// <summary>Whether something is to be sent.</summary>
    public bool Dirty { get; set; }

    /// <summary>The answer to send with the next request: nonce, and the reasons of a rejection.</summary>
    public (string Nonce, string? Error)? Answer { get; set; }

    public HashSet<string> ToSubscribe { get; } = new(StringComparer.Ordinal);

    public HashSet<string> ToUnsubscribe { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Names given up on this stream. The state of the world has no message for "anew": a server that passed over the request
    /// without the name, because a response was under way, sees no difference when the name returns.
    /// </summary>
    public HashSet<string> GivenUp { get; } = new(StringComparer.Ordinal);

    public bool IsWanted => All || Names.Count > 0;

    public bool Wants(string name) => All || Names.Contains(name);

    /// <summary>Forgets what belongs to a stream; wishes and holdings stay.</summary>
    public void StartStream()
    {
        Nonce = "";
        Introduced = false;
        Answer = null;
        ToSubscribe.Clear();
        ToUnsubscribe.Clear();
        GivenUp.Clear();
        Dirty = IsWanted;
    }
}
