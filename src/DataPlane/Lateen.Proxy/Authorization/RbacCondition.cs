using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Core.Re2;
using Lateen.Net;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Authorization;

/// <summary>
/// A compiled condition of an RBAC policy: Envoy's Permission or Principal (envoy.config.rbac.v3), which say the same things. Pure and allocation-free. What a
/// connection without HTTP lacks matches nothing.
/// </summary>
public abstract class RbacCondition
{
    /// <summary>Whether it holds.</summary>
    public abstract bool IsMatch(in RbacSubject subject);

    /// <summary>The only paths for which it can hold; null when it does not depend on the path that simply.</summary>
    public virtual IReadOnlyCollection<string>? ExactPaths => null;

    /// <summary>The only names of a peer for which it can hold; null when it does not depend on the name that simply.</summary>
    public virtual IReadOnlyCollection<string>? ExactPeers => null;

    /// <summary>Always, or never.</summary>
    public sealed class Always(bool holds) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => holds;

        /// <inheritdoc/>
        public override string ToString() => holds ? "anything" : "nothing";
    }

    /// <summary>All of several.</summary>
    public sealed class All(ImmutableArray<RbacCondition> conditions) : RbacCondition
    {
        /// <summary>The conditions, in order.</summary>
        public ImmutableArray<RbacCondition> Conditions { get; } = conditions;

        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject)
        {
            foreach (var condition in Conditions)
            {
                if (!condition.IsMatch(subject))
                    return false;
            }

            return true;
        }

        /// <inheritdoc/>
        public override IReadOnlyCollection<string>? ExactPaths => Conditions.Select(condition => condition.ExactPaths).OfType<IReadOnlyCollection<string>>().MinBy(paths => paths.Count);

        /// <inheritdoc/>
        public override IReadOnlyCollection<string>? ExactPeers => Conditions.Select(condition => condition.ExactPeers).OfType<IReadOnlyCollection<string>>().MinBy(peers => peers.Count);

        /// <inheritdoc/>
        public override string ToString() => string.Join(" and ", Conditions);
    }

    /// <summary>The opposite.</summary>
    public sealed class Not(RbacCondition condition) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => !condition.IsMatch(subject);

        /// <inheritdoc/>
        public override string ToString() => $"not {condition}";
    }

    /// <summary>A header of the request.</summary>
    public sealed class Header(HeaderMatcher matcher) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => subject.HasRequest && matcher.IsMatch(subject.Request);

        /// <inheritdoc/>
        public override string ToString() => $"header {matcher.Name} {Describe(matcher.Value)}";

        static string Describe(HeaderValueMatcher value) => value is HeaderValueMatcher.StringMatch text ? text.Matcher.ToString()! : value is HeaderValueMatcher.PresentMatch ? "is there" : value.ToString();
    }

    /// <summary>The path without query and fragment.</summary>
    public sealed class UrlPath(StringMatcher matcher) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => subject.Path is { IsEmpty: false } path && matcher.IsMatch(path);

        /// <inheritdoc/>
        public override IReadOnlyCollection<string>? ExactPaths => matcher.OnlyText is { } text ? [text] : null;

        /// <inheritdoc/>
        public override string ToString() => $"path {matcher}";
    }

    /// <summary>The path without query and fragment, by a template.</summary>
    public sealed class UriTemplate(string template, Re2Pattern pattern) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => subject.Path is { IsEmpty: false } path && pattern.IsFullMatch(path);

        /// <inheritdoc/>
        public override string ToString() => $"path template {template}";
    }

    /// <summary>The port that the client meant, in [first, end).</summary>
    public sealed class DestinationPort(int first, int end) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => subject.Connection.Local.IsIp && subject.Connection.Local.Port >= first && subject.Connection.Local.Port < end;

        /// <inheritdoc/>
        public override string ToString() => end == first + 1 ? $"destination port {first}" : $"destination port {first} to {end - 1}";
    }

    /// <summary>An address.</summary>
    public sealed class Address(AddressKind kind, Cidr network) : RbacCondition
    {
        readonly NetworkMatcher matcher = new(network);

        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => matcher.Contains(kind switch
        {
            AddressKind.Destination => subject.Connection.Local,
            AddressKind.DirectRemote => subject.Connection.DirectRemote,
            _ => subject.Client,
        });

        /// <inheritdoc/>
        public override string ToString() => $"{(kind == AddressKind.Destination ? "destination" : kind == AddressKind.DirectRemote ? "source" : "remote")} address {network}";
    }

    /// <summary>The server name that the client asked for in TLS.</summary>
    public sealed class ServerName(StringMatcher matcher) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject)
        {
            Span<byte> name = stackalloc byte[HostnameLimit];
            var text = subject.Connection.RequestedServerName ?? "";
            return text.Length <= HostnameLimit && System.Text.Encoding.ASCII.TryGetBytes(text, name, out var length) && matcher.IsMatch(name[..length]);
        }

        /// <inheritdoc/>
        public override string ToString() => $"server name {matcher}";
    }

    /// <summary>What earlier filters have found out.</summary>
    public sealed class Found(MetadataMatcher matcher) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject) => matcher.IsMatch(subject.Metadata);

        /// <inheritdoc/>
        public override string ToString() => $"{matcher.Namespace} {string.Join('.', matcher.Path)} {Describe(matcher.Value)}";

        static string Describe(MetadataValueMatcher value) => value switch
        {
            MetadataValueMatcher.StringMatch text => text.Matcher.ToString()!,
            MetadataValueMatcher.ListMatch list => $"has an item {Describe(list.Item)}",
            MetadataValueMatcher.AnyMatch any => string.Join(" or ", any.Conditions.Select(Describe)),
            _ => value.ToString(),
        };
    }

    /// <summary>One of the peer's names; without a matcher, that the connection is TLS.</summary>
    public sealed class Authenticated(StringMatcher? matcher) : RbacCondition
    {
        /// <inheritdoc/>
        public override bool IsMatch(in RbacSubject subject)
        {
            if (!subject.Connection.IsTls || matcher is null)
                return subject.Connection.IsTls;
            foreach (var name in subject.Connection.PeerNames)
            {
                if (matcher.IsMatch(name))
                    return true;
            }

            return false;
        }

        /// <inheritdoc/>
        public override IReadOnlyCollection<string>? ExactPeers => matcher?.OnlyText is { } text ? [text] : null;

        /// <inheritdoc/>
        public override string ToString() => $"principal {matcher?.ToString() ?? "of any TLS client"}";
    }

    /// <summary>RFC 1035: no name is longer.</summary>
    const int HostnameLimit = 255;
}
