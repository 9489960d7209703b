using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>The repository speaks of the product alone, in the field's words, and has no unfinished business.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void No_unfinished_work_is_left_in_the_sources() => Assert.Empty(Offences(UnfinishedPattern()));

    [Fact]
    public void Types_are_not_named_after_nothing() => Assert.Empty(Offences(EmptyNamePattern()));

    [Fact]
    public void Every_banned_symbol_gives_a_reason()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("eng"), "BannedSymbols*.txt"))
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
                Assert.Matches("^[A-Z]:[^;]+;.{10,}", line);
    }

    static IEnumerable<string> Offences(Regex pattern) =>
        from file in Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        from line in File.ReadLines(file).Select((text, number) => (text, number))
        where pattern.IsMatch(line.text)
        select $"{Path.GetRelativePath(Repository.Root, file)}:{line.number + 1}: {line.text.Trim()}";

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|\bXXX\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnfinishedPattern();

    // StreamInfo and ConnectionInfo are the field's own words for what is known of a stream and a connection.
    [GeneratedRegex(@"\b(class|record|struct|interface) (?!StreamInfo|ConnectionInfo)\w+(Manager|Helper|Helpers|Util|Utils|Impl|Info|Wrapper)\b(?!State)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmptyNamePattern();
}
