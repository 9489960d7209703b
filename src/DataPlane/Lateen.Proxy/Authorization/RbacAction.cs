namespace Lateen.Proxy.Authorization;

/// <summary>What a match means.</summary>
public enum RbacAction
{
    /// <summary>Only what matches is allowed.</summary>
    Allow,

    /// <summary>What matches is refused.</summary>
    Deny,

    /// <summary>What matches is noted for the access log; all is allowed.</summary>
    Log,
}
