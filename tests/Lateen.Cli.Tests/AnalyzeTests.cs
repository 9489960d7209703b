using System.Globalization;
using Lateen.Testing;

namespace Lateen.Cli.Tests;

public sealed class AnalyzeTests
{
    const string Cases = "tests/Lateen.Galley.Tests/cases";

    [Theory]
    [InlineData("bookinfo", ExitCode.Ok, "No validation issues found.")]
    [InlineData("missing-subset", ExitCode.Failed, ":26:36: Error IST0101 (VirtualService default/reviews)")]
    [InlineData("port-names", ExitCode.Ok, "1 found.")]
    public async Task The_exit_code_says_whether_there_are_errors(string name, int expected, string text)
    {
        var (code, output) = await Run("analyze", Repository.PathOf($"{Cases}/{name}"));
        Assert.Equal(expected, code);
        Assert.Contains(text, output);
    }

    [Fact]
    public async Task A_threshold_makes_warnings_fail() =>
        Assert.Equal(ExitCode.Failed, (await Run("analyze", Repository.PathOf($"{Cases}/port-names"), "--failure-threshold", "Info")).Code);

    [Fact]
    public async Task A_path_that_does_not_exist_is_an_error()
    {
        var (code, output) = await Run("analyze", "/does/not/exist");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("/does/not/exist:1: Error LAT0011 is no file or folder", output);
    }

    [Fact]
    public async Task Json_is_for_scripts()
    {
        var (_, output) = await Run("analyze", Repository.PathOf($"{Cases}/missing-subset/in.yaml"), "-o", "json");
        using var json = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal("IST0101", json.RootElement[0].GetProperty("code").GetString());
        Assert.Equal("VirtualService default/reviews", json.RootElement[0].GetProperty("origin").GetString());
    }

    static async Task<(int Code, string Output)> Run(params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), error = new(CultureInfo.InvariantCulture);
        var code = await CommandLine.RunAsync(args, output, error);
        Assert.Empty(error.ToString());
        return (code, output.ToString());
    }
}
