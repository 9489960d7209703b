using System.Collections.Immutable;
using Envoy.Type.Matcher.V3;
using Lateen.Core.Re2;
using Lateen.Proxy.Matching;
using ProtoHeaderMatcher = Envoy.Config.Route.V3.HeaderMatcher;
using ProtoMetadataMatcher = Envoy.Type.Matcher.V3.MetadataMatcher;
using ProtoQueryParameterMatcher = Envoy.Config.Route.V3.QueryParameterMatcher;
using ProtoStringMatcher = Envoy.Type.Matcher.V3.StringMatcher;
using MetadataMatcher = Lateen.Proxy.Matching.MetadataMatcher;
using StringMatcher = Lateen.Proxy.Matching.StringMatcher;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Readers of matchers.</summary>
public static class MatcherReading
{
    /// <summary>A string matcher; one that matches only "" when it is wrong.</summary>
    public static StringMatcher Read(this ProtoStringMatcher matcher, FieldPath at)
    {
        switch (matcher.MatchPatternCase)
        {
            case ProtoStringMatcher.MatchPatternOneofCase.Exact:
                return StringMatcher.Exact(matcher.Exact, matcher.IgnoreCase);
            case ProtoStringMatcher.MatchPatternOneofCase.Prefix:
                return StringMatcher.Prefix(matcher.Prefix, matcher.IgnoreCase);
            case ProtoStringMatcher.MatchPatternOneofCase.Suffix:
                return StringMatcher.Suffix(matcher.Suffix, matcher.IgnoreCase);
            case ProtoStringMatcher.MatchPatternOneofCase.Contains:
                return StringMatcher.Contains(matcher.Contains, matcher.IgnoreCase);
            case ProtoStringMatcher.MatchPatternOneofCase.SafeRegex:
                return matcher.SafeRegex.Read(at["safe_regex"]) is { } regex ? StringMatcher.Regex(regex) : StringMatcher.Exact("");
            case ProtoStringMatcher.MatchPatternOneofCase.Custom:
                at["custom"].FailUnsupported("a custom string matcher");
                return StringMatcher.Exact("");
            default:
                at.Fail("Configuration must define a matcher");
                return StringMatcher.Exact("");
        }
    }

    /// <summary>A regular expression; null when it is wrong.</summary>
    public static Re2Pattern? Read(this RegexMatcher matcher, FieldPath at)
    {
        if (Re2Pattern.TryCompile(matcher.Regex, out var regex, out var error))
            return regex;
        at["regex"].Fail(error);
        return null;
    }

    /// <summary>Header matchers.</summary>
    public static ImmutableArray<HeaderMatcher> Read(this IReadOnlyList<ProtoHeaderMatcher> matchers, FieldPath at, string field)
    {
        var read = ImmutableArray.CreateBuilder<HeaderMatcher>(matchers.Count);
        for (var i = 0; i < matchers.Count; i++)
        {
            var matcher = matchers[i];
            read.Add(new HeaderMatcher(
                HeaderNameReading.Read(matcher.Name, at[field, i]["name"]), ReadValue(matcher, at[field, i]), matcher.InvertMatch, matcher.TreatMissingHeaderAsEmpty));
        }

        return read.MoveToImmutable();
    }

    /// <summary>Query parameter matchers.</summary>
    public static ImmutableArray<QueryParameterMatcher> Read(this IReadOnlyList<ProtoQueryParameterMatcher> matchers, FieldPath at, string field)
    {
        var read = ImmutableArray.CreateBuilder<QueryParameterMatcher>(matchers.Count);
        for (var i = 0; i < matchers.Count; i++)
        {
            var matcher = matchers[i];
            if (matcher.QueryParameterMatchSpecifierCase == ProtoQueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.PresentMatch && !matcher.PresentMatch)
                at[field, i].FailUnsupported("present_match: false");
            read.Add(new QueryParameterMatcher(matcher.Name, matcher.StringMatch?.Read(at[field, i]["string_match"])));
        }

        return read.MoveToImmutable();
    }

    /// <summary>A condition on dynamic metadata.</summary>
    public static MetadataMatcher Read(this ProtoMetadataMatcher matcher, FieldPath at) =>
        new(matcher.Filter, [.. matcher.Path.Select(segment => segment.Key)], matcher.Value.Read(at["value"]), matcher.Invert);

    static MetadataValueMatcher Read(this ValueMatcher? matcher, FieldPath at)
    {
        switch (matcher?.MatchPatternCase)
        {
            case ValueMatcher.MatchPatternOneofCase.NullMatch:
                return new MetadataValueMatcher.NullMatch();
            case ValueMatcher.MatchPatternOneofCase.BoolMatch:
                return new MetadataValueMatcher.BoolMatch(matcher.BoolMatch);
            case ValueMatcher.MatchPatternOneofCase.PresentMatch:
                return new MetadataValueMatcher.PresentMatch(matcher.PresentMatch);
            case ValueMatcher.MatchPatternOneofCase.StringMatch:
                return new MetadataValueMatcher.StringMatch(matcher.StringMatch.Read(at["string_match"]));
            case ValueMatcher.MatchPatternOneofCase.DoubleMatch when matcher.DoubleMatch.Range is { } range:
                return new MetadataValueMatcher.NumberMatch(range.Start, range.End);
            case ValueMatcher.MatchPatternOneofCase.DoubleMatch:
                return new MetadataValueMatcher.NumberMatch(matcher.DoubleMatch.Exact, null);
            case ValueMatcher.MatchPatternOneofCase.ListMatch:
                return new MetadataValueMatcher.ListMatch(matcher.ListMatch.OneOf.Read(at["list_match"]["one_of"]));
            case ValueMatcher.MatchPatternOneofCase.OrMatch:
                return new MetadataValueMatcher.AnyMatch([.. matcher.OrMatch.ValueMatchers.Select((one, i) => one.Read(at["or_match"]["value_matchers", i]))]);
            default:
                at.Fail("value is required");
                return new MetadataValueMatcher.AnyMatch([]);
        }
    }

#pragma warning disable CS0612 // Deprecated forms are still accepted, as Envoy does.
    static HeaderValueMatcher ReadValue(ProtoHeaderMatcher matcher, FieldPath at)
    {
        StringMatcher? text = matcher.HeaderMatchSpecifierCase switch
        {
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.StringMatch => matcher.StringMatch.Read(at["string_match"]),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.ExactMatch => StringMatcher.Exact(matcher.ExactMatch),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.PrefixMatch => StringMatcher.Prefix(matcher.PrefixMatch),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.SuffixMatch => StringMatcher.Suffix(matcher.SuffixMatch),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.ContainsMatch => StringMatcher.Contains(matcher.ContainsMatch),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.SafeRegexMatch =>
                matcher.SafeRegexMatch.Read(at["safe_regex_match"]) is { } regex ? StringMatcher.Regex(regex) : StringMatcher.Exact(""),
            _ => null,
        };
        if (text is not null)
            return new HeaderValueMatcher.StringMatch(text);
        return matcher.HeaderMatchSpecifierCase switch
        {
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.RangeMatch => new HeaderValueMatcher.RangeMatch(matcher.RangeMatch.Start, matcher.RangeMatch.End),
            ProtoHeaderMatcher.HeaderMatchSpecifierOneofCase.PresentMatch => new HeaderValueMatcher.PresentMatch(matcher.PresentMatch),
            _ => HeaderValueMatcher.Present,
        };
    }
#pragma warning restore CS0612
}
