using System.Globalization;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>
/// <c>docs/reference/compatibility.tsv</c> says of each of Istio's features what becomes of it here: id, status, tests, note. A test is named by its method,
/// or as <c>IstiodComparison/CASE</c> for a case that real istiod judges.
/// </summary>
public sealed class CompatibilityTests
{
    static readonly string[] Statuses = ["not yet", "partly", "rejected", "supported", "unproven"];

    static readonly string[][] Rows =
        [.. File.ReadLines(Repository.PathOf("docs/reference/compatibility.tsv")).Skip(1).Select(line => line.Split('\t'))];

    [Fact]
    public void Every_row_has_an_id_a_status_tests_and_a_note()
    {
        Assert.All(Rows, row => Assert.Equal(4, row.Length));
        Assert.All(Rows, row => Assert.Contains(row[1], Statuses));
        Assert.DoesNotContain(Rows, row => row[1] is "partly" or "rejected" && row[3].Length == 0);
    }

    [Fact]
    public void Every_id_is_there_once_and_none_is_left_out()
    {
        foreach (var area in Rows.Select(row => row[0]).GroupBy(id => id[..id.LastIndexOf('-')]))
        {
            var numbers = area.Select(id => int.Parse(id[(area.Key.Length + 1)..], CultureInfo.InvariantCulture)).Order().ToArray();
            Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        }
    }

    [Fact]
    public void What_is_called_supported_names_tests_that_exist()
    {
        var missing = from row in Rows
                      let tests = row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                      from problem in row[1] == "supported" && tests.Length == 0 ? ["no test"] : tests.Where(test => !Exists(test)).Select(test => $"no test {test}")
                      select $"{row[0]}: {problem}";
        Assert.Empty(missing);
    }

    static bool Exists(string test) => test.Split('/') switch
    {
        ["IstiodComparison", var name] => File.Exists(Repository.PathOf($"tests/Lateen.Interop.Tests/IstiodComparison/cases/{name}.yaml")),
        ["Differential", var name] => File.Exists(Repository.PathOf($"tests/Lateen.Interop.Tests/Differential/cases/{name}.txt")),
        _ => TestMethods.Names.Contains(test),
    };
}
