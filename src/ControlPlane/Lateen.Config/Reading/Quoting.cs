namespace Lateen.Config.Reading;

/// <summary>Makes what a user wrote fit into a message.</summary>
static class Quoting
{
    /// <summary>At most 60 characters, without control characters.</summary>
    public static string Short(string text)
    {
        var cut = text.Length > 60 ? string.Concat(text.AsSpan(0, 59), "…") : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
        });
    }
}
