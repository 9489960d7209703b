namespace Lateen.Xds.Server;

/// <summary>
/// One client's resources at one revision of the configuration. A view stays at its revision, whatever happens
/// outside, until <see cref="Advance"/> moves it. It is used by one thread at a time.
/// </summary>
public interface IXdsView : IDisposable
{
    /// <summary>Version of the whole configuration at this view's revision, for version_info: "2026-11-24T10:00:00Z/7".</summary>
    string Revision { get; }

    /// <summary>Whether resources of this type exist for this client at all. Requests for others are not answered.</summary>
    bool Serves(string typeUrl);

    /// <summary>Subscribes to every resource of a type. From now on <see cref="Advance"/> reports all its changes.</summary>
    void SubscribeAll(string typeUrl);

    void UnsubscribeAll(string typeUrl);

    /// <summary>Subscribes to one name; it need not exist. From now on <see cref="Advance"/> reports its changes.</summary>
    void Subscribe(string typeUrl, string name);

    void Unsubscribe(string typeUrl, string name);

    /// <summary>All resources of a type at this revision, in the order to send them. Only for types subscribed as a whole.</summary>
    IReadOnlyList<XdsResource> All(string typeUrl);

    /// <summary>A resource at this revision, or null where there is none of that name.</summary>
    XdsResource? Find(string typeUrl, string name);

    /// <summary>
    /// Moves to the newest revision and says what changed, of what is subscribed, since the one before: at most one
    /// delta for each type, none for a type in which nothing changed.
    /// </summary>
    IReadOnlyList<XdsTypeDelta> Advance();
}
