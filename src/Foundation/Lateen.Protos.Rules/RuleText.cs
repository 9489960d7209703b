using System.Text;

namespace Lateen.Protos.Rules;

/// <summary>Reads rules in protobuf's text format: <c>string { min_len: 1 prefix: "/" }</c>, after an optional <c>oneof_required</c>.</summary>
ref struct RuleText
{
    readonly ReadOnlySpan<char> text;
    int at;

    RuleText(ReadOnlySpan<char> text) => this.text = text;

    /// <exception cref="FormatException">The text is not of this format.</exception>
    public static RuleNode Parse(string text)
    {
        var reader = new RuleText(text);
        RuleNode node = reader.Entries();
        return reader.at == text.Length ? node : throw reader.Failure();
    }

    RuleNode Entries()
    {
        var node = new RuleNode();
        while (!AtEnd() && text[at] != '}')
        {
            string name = Word();
            node.Add(name, name == RuleNode.OneofRequired ? "true" : Value());
        }

        return node;
    }

    object Value()
    {
        if (Take(':'))
            return AtEnd() ? throw Failure() : text[at] == '"' ? Quoted() : Word();
        if (!Take('{'))
            throw Failure();
        RuleNode inner = Entries();
        return Take('}') ? inner : throw Failure();
    }

    string Word()
    {
        int begin = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.' or '+'))
            at++;
        return at > begin ? text[begin..at].ToString() : throw Failure();
    }

    string Quoted()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\')
                at++;
            value.Append(text[at]);
        }

        return Take('"') ? value.ToString() : throw Failure();
    }

    bool Take(char wanted)
    {
        if (AtEnd() || text[at] != wanted)
            return false;
        at++;
        return true;
    }

    bool AtEnd()
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        return at == text.Length;
    }

    readonly FormatException Failure() => new($"not a rule at character {at}: {text}");
}
