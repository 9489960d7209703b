using System.Globalization;

namespace Lateen.Protos.Rules;

/// <summary>A rule's text as a tree: names with values, each of them text or a tree of its own. Every name that is asked for is marked as understood.</summary>
sealed class RuleNode
{
    /// <summary>Said of every member of a oneof of which one must be chosen.</summary>
    public const string OneofRequired = "oneof_required";

    readonly List<(string Name, object Value)> entries = [];
    readonly HashSet<string> understood = [];

    /// <summary>Whether rules of the messages inside don't count.</summary>
    public bool Skips => Node("message")?.Flag("skip") == true;

    /// <summary>What nobody has asked for, here and below.</summary>
    public IEnumerable<string> AllNotUnderstood => entries.Select(entry => entry.Name).Except(understood, StringComparer.Ordinal)
        .Concat(entries.Select(entry => entry.Value).OfType<RuleNode>().SelectMany(inner => inner.AllNotUnderstood));

    public void Add(string name, object value) => entries.Add((name, value));

    public bool Has(string name) => All(name).Any();

    public bool Flag(string name, bool otherwise = false) => Text(name) is { } text ? text == "true" : otherwise;

    public string? Text(string name) => Texts(name).SingleOrDefault();

    public IReadOnlyList<string> Texts(string name) => [.. All(name).OfType<string>()];

    public RuleNode? Node(string name) => All(name).OfType<RuleNode>().SingleOrDefault();

    public int? Count(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    IEnumerable<object> All(string name)
    {
        understood.Add(name);
        return entries.Where(entry => entry.Name == name).Select(entry => entry.Value);
    }
}
