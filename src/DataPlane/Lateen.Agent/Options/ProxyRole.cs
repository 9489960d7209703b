namespace Lateen.Agent.Options;

/// <summary>What a proxy is for; its name is the first part of the node id.</summary>
public enum ProxyRole
{
    /// <summary>Beside one workload.</summary>
    Sidecar,

    /// <summary>A gateway.</summary>
    Router,
}
