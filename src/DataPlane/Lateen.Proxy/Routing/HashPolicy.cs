using Lateen.Net.Http;

namespace Lateen.Proxy.Routing;

/// <summary>One contribution to the hash of a request, for consistent-hash load balancers.</summary>
/// <param name="Terminal">Stop once there is some hash.</param>
public abstract record HashPolicy(bool Terminal)
{
    public sealed record Header(HeaderName Name, bool Terminal) : HashPolicy(Terminal);

    /// <param name="TimeToLive">Null: no cookie is made. Zero: a session cookie.</param>
    public sealed record Cookie(string Name, string Path, TimeSpan? TimeToLive, bool Terminal) : HashPolicy(Terminal)
    {
        /// <summary>Further attributes as they are written, each with "; " before it; empty for none.</summary>
        public string Attributes { get; init; } = "";
    }

    public sealed record SourceAddress(bool Terminal) : HashPolicy(Terminal);

    public sealed record QueryParameter(string Name, bool Terminal) : HashPolicy(Terminal);
}
