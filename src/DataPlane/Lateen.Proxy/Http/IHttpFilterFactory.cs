namespace Lateen.Proxy.Http;

/// <summary>
/// A configured filter: immutable, shared by all workers, with the compiled configuration inside. Two factories are the same part of a
/// filter chain when they are the same object.
/// </summary>
public interface IHttpFilterFactory
{
    /// <summary>The name in the connection manager's filter list; per-route configuration is looked up by it.</summary>
    string Name { get; }

    /// <summary>Whether it ends the chain, as the router does: exactly the last filter must.</summary>
    bool IsTerminal { get; }

    /// <summary>
    /// A new instance, used by one stream at a time on one worker and then again. Only the number of streams at once makes instances.
    /// </summary>
    IHttpFilter Create();
}
