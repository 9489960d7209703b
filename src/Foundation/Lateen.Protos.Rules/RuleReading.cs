using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.Reflection;
using Lateen.Core.Re2;
using Lateen.Protos.Rules.Values;

namespace Lateen.Protos.Rules;

/// <summary>A rule's tree -> what is called on values.</summary>
static class RuleReading
{
    static readonly string[] Numbers = ["uint32", "uint64", "int32", "int64", "double", "float"];
    static readonly string[] Bounds = ["gt", "gte", "lt", "lte"];

    /// <summary>The rules of a field's value, or of the list or map that it is as a whole.</summary>
    public static ImmutableArray<ValueRule> OfField(FieldDescriptor field, RuleNode rules)
    {
        if (rules.Node("repeated") is { } list)
            return [new ListRule(list.Count("min_items"), list.Count("max_items"), list.Flag("unique"))];
        if (rules.Node("map") is { } map)
            return [new ListRule(map.Count("min_pairs"), map.Count("max_pairs"), unique: false)];
        return OfValue(field, rules);
    }

    public static ImmutableArray<ValueRule> OfElements(FieldDescriptor field, RuleNode rules) =>
        rules.Node("repeated")?.Node("items") is { } items ? OfValue(field, items) : [];

    public static ImmutableArray<ValueRule> OfMapPart(RuleNode rules, string part, FieldDescriptor type) =>
        rules.Node("map")?.Node(part) is { } inner ? OfValue(type, inner) : [];

    static ImmutableArray<ValueRule> OfValue(FieldDescriptor field, RuleNode rules)
    {
        var read = ImmutableArray.CreateBuilder<ValueRule>();
        if (((string[])["message", "any", "duration", "timestamp"]).Any(kind => rules.Node(kind)?.Flag("required") == true))
            read.Add(new RequiredRule());
        if (rules.Node("string") is { } text)
            read.Add(new TextRule(OfText(text)));
        if (rules.Node("bytes") is { } bytes)
            read.Add(new BytesRule(bytes.Count("min_len"), bytes.Count("max_len")));
        if (rules.Node("bool") is { } flag)
            read.Add(new ConstantRule(flag.Flag("const")));
        if (rules.Node("enum") is { } name)
            read.Add(new EnumRule(field.EnumType, name.Flag("defined_only"), name.Texts("not_in").Select(Integer).ToFrozenSet()));
        if (rules.Node("duration") is { } duration && BoundsOf(duration) is { Length: > 0 } durations)
            read.Add(new DurationRule(durations));
        foreach (RuleNode number in Numbers.Select(rules.Node).OfType<RuleNode>())
            read.Add(new NumberRule(BoundsOf(number), number.Flag("ignore_empty")));
        return read.ToImmutable();
    }

    static StringRule OfText(RuleNode rules) => new()
    {
        MinCharacters = rules.Count("min_len"),
        MaxCharacters = rules.Count("max_len"),
        MaxBytes = rules.Count("max_bytes"),
        Prefix = rules.Text("prefix"),
        Suffix = rules.Text("suffix"),
        Pattern = rules.Text("pattern") is not { } pattern ? null
            : Re2Pattern.TryCompile(pattern, out Re2Pattern? compiled, out string error) ? compiled : throw new FormatException(error),
        Header = rules.Text("well_known_regex") is { } known ? new HeaderCharacters(known == "HTTP_HEADER_NAME", rules.Flag("strict", otherwise: true)) : null,
        OneOf = [.. rules.Texts("in")],
        IgnoreEmpty = rules.Flag("ignore_empty"),
    };

    static ImmutableArray<Bound> BoundsOf(RuleNode rules)
    {
        var bounds = ImmutableArray.CreateBuilder<Bound>();
        foreach (string name in Bounds)
        {
            if (rules.Text(name) is { } number)
                bounds.Add(new Bound(name, decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture), number));
            else if (rules.Node(name) is { } duration)
                bounds.Add(OfDuration(name, duration));
        }

        return bounds.ToImmutable();
    }

    static Bound OfDuration(string name, RuleNode limit)
    {
        decimal seconds = Decimal(limit.Text("seconds")) + (Decimal(limit.Text("nanos")) / DurationRule.NanosecondsPerSecond);
        return new Bound(name, seconds * DurationRule.NanosecondsPerSecond, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#########}s"));
    }

    static decimal Decimal(string? text) => text is null ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);

    static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
