namespace Lateen.Proxy.Workers;

/// <summary>Why an upstream connection never came to be.</summary>
public enum UpstreamFailure
{
    None,

    /// <summary>Refused, unreachable, or the TLS handshake failed.</summary>
    ConnectFailed,

    /// <summary>The cluster's connect timeout passed, handshake included.</summary>
    ConnectTimeout,

    /// <summary>An upstream filter closed it.</summary>
    Filter,
}
