using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lateen.Proxy.Routing;

/// <summary>
/// Envoy's path templates (envoy.extensions.path.match.uri_template.v3): <c>*</c> is one segment that is not empty, <c>**</c> the rest of the path, <c>{name}</c>
/// and <c>{name=pattern}</c> capture. Translated to RE2.
/// </summary>
public static class UriTemplatePattern
{
    /// <summary>Characters of a segment (RFC 3986 pchar).</summary>
    const string Segment = "[a-zA-Z0-9-._~%!$&'()*+,;:@=]+", Rest = "[a-zA-Z0-9-._~%!$&'()*+,;:@=/]*";

    const int MaxVariables = 5;

    /// <summary>The regular expression of a template; false, with the reason, when it is malformed.</summary>
    public static bool TryTranslate(string template, [NotNullWhen(true)] out string? expression, out string error)
    {
        expression = null;
        error = "";
        if (!template.StartsWith('/'))
        {
            error = $"path template \"{template}\" does not start with a slash";
            return false;
        }

        var text = new StringBuilder();
        var hasRest = false;
        var variables = 0;
        foreach (var segment in template[1..].Split('/'))
        {
            if (hasRest)
                error = $"path template \"{template}\" has a segment behind **";
            text.Append('/').Append(Translate(segment, ref hasRest, ref variables, ref error));
        }

        if (variables > MaxVariables)
            error = $"path template \"{template}\" has more than {MaxVariables} variables";
        if (error.Length > 0)
            return false;
        expression = text.ToString();
        return true;
    }

    static string Translate(string segment, ref bool hasRest, ref int variables, ref string error)
    {
        if (segment is ['{', .., '}'])
        {
            variables++;
            var equals = segment.IndexOf('=', StringComparison.Ordinal);
            segment = equals < 0 ? "*" : segment[(equals + 1)..^1];
        }

        if (segment == "**")
            hasRest = true;
        else if (segment.AsSpan().IndexOfAny("{}") >= 0 || (segment.Contains('*') && segment != "*"))
            error = $"path template segment \"{segment}\" mixes text and operators";
        return segment switch
        {
            "*" => Segment,
            "**" => Rest,
            _ => Re2Quote(segment),
        };
    }

    static string Re2Quote(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' ? c.ToString() : $"\\{c}"));
}
