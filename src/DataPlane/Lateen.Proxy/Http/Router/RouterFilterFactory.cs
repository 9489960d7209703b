namespace Lateen.Proxy.Http.Router;

/// <summary>The router: the terminal filter, which sends requests to the cluster of their route (envoy.filters.http.router).</summary>
public sealed class RouterFilterFactory(string name) : IHttpFilterFactory
{
    public string Name { get; } = name;

    public bool IsTerminal => true;

    /// <summary>Leaves out the x-envoy- fields that it adds otherwise.</summary>
    public bool SuppressEnvoyHeaders { get; init; }

    /// <summary>Takes x-envoy-expected-rq-timeout-ms of a proxy before this one as the time that is left.</summary>
    public bool RespectExpectedTimeout { get; init; }

    public IHttpFilter Create() => new RouterFilter(this);
}
