using Lateen.Core.Re2;
using Lateen.Net.Http;

namespace Lateen.Proxy.Routing;

public abstract record HostRewrite
{
    public sealed record Literal(string Value) : HostRewrite;

    /// <summary>From the picked host's name, anew for each attempt.</summary>
    public sealed record Auto : HostRewrite;

    public sealed record FromHeader(HeaderName Name) : HostRewrite;

    public sealed record FromPath(Re2Pattern Pattern, string Substitution) : HostRewrite;
}
