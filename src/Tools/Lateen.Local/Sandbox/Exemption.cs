namespace Lateen.Local.Sandbox;

/// <summary>What tells a proxy's own packets from the application's, so that they are not captured again.</summary>
internal enum Exemption
{
    /// <summary>The proxy's uid and gid, as in Istio; marked sockets pass too.</summary>
    UserId,

    /// <summary>Only the mark of its sockets: an ordinary user has one uid for everything.</summary>
    Mark,
}
