using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary><c>docs/security.md</c> says what is refused and bounded; each line names tests that show it.</summary>
public sealed partial class SecurityPageTests
{
    static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("docs/security.md"));

    [Fact]
    public void Every_line_names_tests_that_exist()
    {
        var rows = Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| tried ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(rows);
        var missing = from row in rows
                      let tests = Test().Matches(row).Select(match => match.Groups["name"].Value).ToArray()
                      from problem in tests.Length == 0 ? [$"no test: {row}"] : tests.Where(test => !TestMethods.Names.Contains(test))
                      select problem;
        Assert.Empty(missing);
    }

    [GeneratedRegex("`(?<name>[A-Z][a-z0-9A-Z]*(_[A-Za-z0-9]+){2,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Test();
}
