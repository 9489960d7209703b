using Lateen.Core.Re2;

namespace Lateen.Proxy.Routing;

public abstract record PathRewrite
{
    /// <summary>Replaces the matched prefix (the whole path of an exact match); purely textual, the query stays.</summary>
    public sealed record Prefix(string Value) : PathRewrite;

    /// <summary>Replaces every match in the path without query; \1 refers to groups.</summary>
    public sealed record Regex(Re2Pattern Pattern, string Substitution) : PathRewrite;
}
