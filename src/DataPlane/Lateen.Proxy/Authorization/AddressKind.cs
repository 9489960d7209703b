namespace Lateen.Proxy.Authorization;

/// <summary>Whose address a condition looks at.</summary>
public enum AddressKind
{
    /// <summary>The one that the client meant.</summary>
    Destination,

    /// <summary>The socket's peer.</summary>
    DirectRemote,

    /// <summary>The client that is trusted to send the request: behind proxies, the one that x-forwarded-for names.</summary>
    Remote,
}
