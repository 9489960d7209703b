using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>How a route looks at the path, which is compared without query and fragment.</summary>
public abstract record PathMatch
{
    public sealed record Prefix(string Value) : PathMatch;

    public sealed record Exact(string Value) : PathMatch;

    /// <summary>Matches Value and everything below Value + "/". Value doesn't end in "/" and has neither "?" nor "#".</summary>
    public sealed record SeparatedPrefix(string Value) : PathMatch;

    /// <summary>RE2, the whole path.</summary>
    public sealed record Regex(SafeRegex Value) : PathMatch;

    /// <summary>CONNECT requests, which no other path match accepts.</summary>
    public sealed record Connect : PathMatch;
}
