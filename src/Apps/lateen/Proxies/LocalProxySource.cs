namespace Lateen.Cli.Proxies;

/// <summary>The proxies of a local mesh.</summary>
internal sealed class LocalProxySource : IProxySource
{
    public Task<byte[]> Proxy(string pod, string pathAndQuery, CancellationToken cancel) => throw None();

    public Task<byte[]> ControlPlane(string pathAndQuery, CancellationToken cancel) => throw None();

    static CommandException None() => new("no local mesh can be asked; name a dump with --file.");
}
