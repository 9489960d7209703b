using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;

namespace Lateen.Pilot.Authorization;

/// <summary>Istio's values with wildcards as Envoy's matchers: <c>*</c> is any but nothing, <c>abc*</c> and <c>*abc</c> are prefix and suffix.</summary>
static class Patterns
{
    const string Special = @"\.+*?()|[]{}^$";

    /// <summary>A text.</summary>
    public static StringMatcher Text(string value) => value switch
    {
        "*" => Regex(".+"),
        ['*', ..] => new StringMatcher { Suffix = value[1..] },
        [.., '*'] => new StringMatcher { Prefix = value[..^1] },
        _ => new StringMatcher { Exact = value },
    };

    /// <summary>A text behind a fixed beginning.</summary>
    public static StringMatcher TextBehind(string beginning, string value) => value switch
    {
        "*" => Regex(".+"),
        ['*', ..] => Regex($"{beginning}.*{Quote(value[1..])}"),
        [.., '*'] => new StringMatcher { Prefix = beginning + value[..^1] },
        _ => new StringMatcher { Exact = beginning + value },
    };

    /// <summary>A header.</summary>
    public static HeaderMatcher Header(string name, string value, bool ignoreCase = false)
    {
        if (value == "*")
            return new HeaderMatcher { Name = name, PresentMatch = true };
        var text = Text(value);
        text.IgnoreCase = ignoreCase;
        return new HeaderMatcher { Name = name, StringMatch = text };
    }

    /// <summary>A regular expression.</summary>
    public static StringMatcher Regex(string pattern) => new() { SafeRegex = new RegexMatcher { Regex = pattern } };

    /// <summary>A text that stands for itself in a regular expression.</summary>
    public static string Quote(string text) => string.Concat(text.Select(c => Special.Contains(c) ? $"\\{c}" : c.ToString()));
}
