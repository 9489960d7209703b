using System.Text;
using Lateen.Core.Re2;

namespace Lateen.Proxy.Routing;

/// <summary>How a route looks at the path, which is compared without query and fragment.</summary>
public abstract record PathMatch
{
    /// <param name="path">Never empty.</param>
    /// <param name="length">How much of the path the condition covers: what a prefix rewrite replaces.</param>
    public abstract bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length);

    public sealed record Prefix(string Value) : PathMatch
    {
        readonly byte[] bytes = Encoding.UTF8.GetBytes(Value);

        public override bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length)
        {
            length = bytes.Length;
            return StartsWith(path, bytes, caseSensitive);
        }
    }

    public sealed record Exact(string Value) : PathMatch
    {
        readonly byte[] bytes = Encoding.UTF8.GetBytes(Value);

        public override bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length)
        {
            length = path.Length;
            return path.Length == bytes.Length && StartsWith(path, bytes, caseSensitive);
        }
    }

    /// <summary>Matches Value and everything below Value + "/". Value doesn't end in "/" and has neither "?" nor "#".</summary>
    public sealed record SeparatedPrefix(string Value) : PathMatch
    {
        readonly byte[] bytes = Encoding.UTF8.GetBytes(Value);

        public override bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length)
        {
            length = bytes.Length;
            return StartsWith(path, bytes, caseSensitive) && (path.Length == length || path[length] == (byte)'/');
        }
    }

    /// <summary>RE2, the whole path.</summary>
    public sealed record Regex(Re2Pattern Value) : PathMatch
    {
        public override bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length)
        {
            length = path.Length;
            return Value.IsFullMatch(path);
        }
    }

    /// <summary>CONNECT requests, which no other path match accepts.</summary>
    public sealed record Connect : PathMatch
    {
        public override bool IsMatch(ReadOnlySpan<byte> path, bool caseSensitive, out int length)
        {
            length = 0;
            return false;
        }
    }

    static bool StartsWith(ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, bool caseSensitive) => caseSensitive
        ? path.StartsWith(prefix)
        : path.Length >= prefix.Length && Ascii.EqualsIgnoreCase(path[..prefix.Length], prefix);
}
