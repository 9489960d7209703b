using System.Diagnostics.CodeAnalysis;

namespace Lateen.Core;

/// <summary>
/// A host as Istio's configuration names one: a DNS name, "*", a name whose leftmost label is "*" (<c>*.example.com</c>), or an IP
/// address. Comparison is ordinal: <see cref="Resolve"/> and <see cref="Of"/> lower-case what they are given.
/// </summary>
public readonly record struct Hostname : IComparable<Hostname>
{
    readonly string? value;

    // Null for the empty host, so that default(Hostname) equals it.
    Hostname(string value) => this.value = value.Length == 0 ? null : value;

    /// <summary>The host named by <paramref name="text"/>, lower-cased; empty text is the empty host, which matches only itself.</summary>
    public static Hostname Of(string text) => new(Lower(text));

    /// <summary>
    /// The host that <paramref name="text"/> means inside an object of <paramref name="configNamespace"/>. A name without a dot is a short
    /// name and becomes <c>name.namespace.svc.domain</c>; "*", an IP address and every name with a dot stay as they are.
    /// </summary>
    public static Hostname Resolve(string text, string configNamespace, string domainSuffix)
    {
        if (text.Length == 0 || text == "*" || text.Contains('.') || IpText.TryParse(text, out _))
            return Of(text);
        return Kubernetes(text, configNamespace, domainSuffix);
    }

    /// <summary>The FQDN of a Kubernetes Service: <c>name.namespace.svc.domain</c>.</summary>
    public static Hostname Kubernetes(string service, string serviceNamespace, string domainSuffix) =>
        Of($"{service}.{serviceNamespace}.svc.{domainSuffix}");

    /// <summary>The text; never null.</summary>
    public string Value => value ?? "";

    /// <summary>No host at all.</summary>
    public bool IsEmpty => Value.Length == 0;

    /// <summary>"*" or a name that starts with "*".</summary>
    public bool IsWildcard => Value.StartsWith('*');

    /// <summary>
    /// Whether the two have any name in common; symmetric. A wildcard takes any number of labels:
    /// <c>*.com</c> matches <c>a.b.com</c> and <c>*.b.com</c>, but not <c>com</c>.
    /// </summary>
    public bool Matches(Hostname other) => SubsetOf(other) || other.SubsetOf(this);

    /// <summary>Whether every name that this host stands for is one that <paramref name="other"/> stands for.</summary>
    public bool SubsetOf(Hostname other)
    {
        if (!other.IsWildcard)
            return Value == other.Value;
        var suffix = other.Value.AsSpan(1);
        var own = IsWildcard ? Value.AsSpan(1) : Value.AsSpan();
        return (own.Length > suffix.Length || IsWildcard && own.Length == suffix.Length) && own.EndsWith(suffix);
    }

    /// <summary>
    /// Most specific first: exact names before wildcards, longer before shorter, then ordinal. "*" is last.
    /// </summary>
    public int CompareTo(Hostname other)
    {
        if (IsWildcard != other.IsWildcard)
            return IsWildcard ? 1 : -1;
        var order = other.Value.Length.CompareTo(Value.Length);
        return order != 0 ? order : string.CompareOrdinal(Value, other.Value);
    }

    /// <summary>The most specific of <paramref name="hosts"/> of which this host is a subset.</summary>
    public bool TryFindMostSpecific(IEnumerable<Hostname> hosts, out Hostname found)
    {
        found = default;
        var any = false;
        foreach (var host in hosts)
        {
            if (!SubsetOf(host) || any && host.CompareTo(found) >= 0)
                continue;
            found = host;
            any = true;
        }

        return any;
    }

    /// <summary>
    /// Whether the text is a host that a rule may name: RFC 1123 labels of at most 63 characters, 253 in all, at most one wildcard and
    /// only as the whole leftmost label. <paramref name="reason"/> completes "the host …".
    /// </summary>
    public static bool IsValid(string text, [NotNullWhen(false)] out string? reason)
    {
        reason = text switch
        {
            "" => "is empty",
            "*" => null,
            { Length: > 253 } => "is longer than 253 characters",
            _ => LabelsReason(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text),
        };
        return reason is null;
    }

    static string? LabelsReason(string text)
    {
        foreach (var label in text.Split('.'))
        {
            if (label.Length == 0)
                return "has an empty label";
            if (label.Length > 63)
                return $"has a label longer than 63 characters (\"{label[..12]}…\")";
            if (label.Contains('*'))
                return "may have \"*\" only as its whole leftmost label";
            if (label.AsSpan().ContainsAnyExcept(LabelCharacters))
                return $"has a character that is no letter, digit or \"-\" in \"{label}\"";
            if (label[0] == '-' || label[^1] == '-')
                return $"has a label that starts or ends with \"-\" (\"{label}\")";
        }

        return null;
    }

    static readonly System.Buffers.SearchValues<char> LabelCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    static string Lower(string text) =>
        text.AsSpan().ContainsAnyInRange('A', 'Z') ? text.ToLowerInvariant() : text;

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
