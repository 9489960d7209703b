using System.Text;

namespace Lateen.Local.Containers;

/// <summary>Kubernetes' <c>$(NAME)</c> in commands, arguments and values of variables; <c>$$(NAME)</c> is not replaced, nor is the name of none.</summary>
internal static class VariableReferences
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var expanded = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
                expanded.Append(text[at]);
            else if (text[at + 1] == '$')
                expanded.Append(text[at++]);
            else if (text[at + 1] == '(' && text.IndexOf(')', at) is > 0 and var end && variables.TryGetValue(text[(at + 2)..end], out var value))
                (_, at) = (expanded.Append(value), end);
            else
                expanded.Append('$');
        }

        return expanded.ToString();
    }
}
