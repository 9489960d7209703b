using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Lateen.Testing;

namespace Lateen.Protos.Rules.Tests;

/// <summary>A row of cases.tsv: a message as JSON and what breaks a rule; empty for nothing.</summary>
sealed partial record RuleCase(string Message, string Json, string Violation)
{
    public static TypeRegistry Types { get; } = MessageTypes.Of(typeof(Envoy.Config.Cluster.V3.Cluster).Assembly);

    public static IReadOnlyList<RuleCase> All { get; } = [.. File.ReadLines(Repository.PathOf("tests/Lateen.Protos.Rules.Tests/cases.tsv")).Skip(1)
        .Select(line => line.Split('\t')).Select(cells => new RuleCase(cells[0], Expand(cells[1]), cells[2]))];

    public IMessage Read() => new JsonParser(new JsonParser.Settings(100, Types)).Parse(Json, Types.Find(Message));

    // Long values would make the table unreadable.
    static string Expand(string json) => Long().Replace(json, match =>
    {
        string text = new('A', int.Parse(match.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture));
        return match.Groups["kind"].Value == "TEXT" ? text : Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));
    });

    [GeneratedRegex(@"(?<kind>TEXT|RAW)OF(?<length>\d+)")]
    private static partial Regex Long();
}
