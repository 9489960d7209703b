using Envoy.Type.Matcher.V3;

namespace Lateen.Pilot.Authorization;

/// <summary>Matchers of what other filters leave behind for a request.</summary>
static class MetadataMatchers
{
    const string JwtFilter = "envoy.filters.http.jwt_authn", Payload = "payload";

    /// <summary>One value, or one of several.</summary>
    public static ValueMatcher AnyOf(ValueMatcher[] matchers) =>
        matchers.Length == 1 ? matchers[0] : new ValueMatcher { OrMatch = new OrMatcher { ValueMatchers = { matchers } } };

    public static ValueMatcher InList(ValueMatcher item) => new() { ListMatch = new ListMatcher { OneOf = item } };

    public static MetadataMatcher Of(string filter, IEnumerable<string> path, ValueMatcher value) => new()
    {
        Filter = filter, Path = { path.Select(key => new MetadataMatcher.Types.PathSegment { Key = key }) }, Value = value,
    };

    /// <summary>A claim of the verified token that is a text.</summary>
    public static MetadataMatcher Claim(string name, StringMatcher text) => Of(JwtFilter, [Payload, name], new ValueMatcher { StringMatch = text });

    /// <summary>A claim of the verified token that is one of the texts, or a list with one of them.</summary>
    public static MetadataMatcher ClaimOrItem(IEnumerable<string> path, IEnumerable<string> values)
    {
        ValueMatcher Any() => AnyOf([.. values.Select(value => new ValueMatcher { StringMatch = Patterns.Text(value) })]);
        return Of(JwtFilter, path.Prepend(Payload), AnyOf([InList(Any()), Any()]));
    }
}
