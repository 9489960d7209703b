namespace Lateen.Config.Reading;

/// <summary>
/// Cuts a text at the lines that begin with "---", as kubectl does, so that a mistake in one document leaves the others alone.
/// </summary>
static class DocumentSplitter
{
    /// <summary>The documents, each with the number of lines before its first.</summary>
    public static IEnumerable<(int Line, string Text)> Split(string text)
    {
        int start = 0, startLine = 0, line = 0, at = 0;
        if (text.StartsWith('\uFEFF'))
            start = at = 1;
        while (at < text.Length)
        {
            if (IsSeparator(text, at) && at > start)
            {
                yield return (startLine, text[start..at]);
                (start, startLine) = (at, line);
            }

            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
            line++;
        }

        if (start < text.Length)
            yield return (startLine, text[start..]);
    }

    static bool IsSeparator(string text, int at) =>
        string.CompareOrdinal(text, at, "---", 0, 3) == 0 && (at + 3 == text.Length || text[at + 3] is ' ' or '\t' or '\r' or '\n');
}
