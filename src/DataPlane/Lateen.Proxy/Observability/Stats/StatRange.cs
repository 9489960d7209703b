using System.Collections.Immutable;
using System.Globalization;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A run of counters whose names end in a number, registered as one so that a cluster doesn't pay for 500 codes of which it sees
/// five. Members are shown once they are written.
/// </summary>
sealed record StatRange(
    string Prefix, string ExtractedName, ImmutableArray<StatTag> Tags, string TagName, int FirstValue, int Length, string Suffix)
{
    /// <summary>The full name of one member, which is also what the inclusion list decides about.</summary>
    public string NameOf(int offset) => $"{Prefix}{ValueOf(offset)}{Suffix}";

    /// <summary>One member as a statistic.</summary>
    public Stat Member(int offset, long value) => new(
        StatKind.Counter, NameOf(offset), ExtractedName, Tags.Insert(0, new StatTag(TagName, ValueOf(offset))), value, null, Used: true);

    string ValueOf(int offset) => (FirstValue + offset).ToString(CultureInfo.InvariantCulture);
}
