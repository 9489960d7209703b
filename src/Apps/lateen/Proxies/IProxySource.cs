namespace Lateen.Cli.Proxies;

/// <summary>Asks the proxies and the control plane of a mesh for what they know.</summary>
internal interface IProxySource
{
    /// <summary>The body that a proxy's admin port answers to a GET.</summary>
    /// <param name="mesh">Which mesh.</param>
    /// <param name="pod">A pod as people name it: name, namespace/name, or the beginning of its name.</param>
    /// <param name="pathAndQuery">Begins with "/".</param>
    /// <exception cref="CommandException">There is no such pod, or it doesn't answer.</exception>
    Task<byte[]> Proxy(string mesh, string pod, string pathAndQuery, CancellationToken cancel);

    /// <summary>The body that the control plane's debug port answers to a GET.</summary>
    /// <exception cref="CommandException">It doesn't answer.</exception>
    Task<byte[]> ControlPlane(string mesh, string pathAndQuery, CancellationToken cancel);
}
