using System.Globalization;

namespace Lateen.Cli.Tests;

/// <summary>The frame around the commands: the list, wrong command lines, exit codes.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Commands_are_listed_in_the_order_of_their_names()
    {
        var names = CommandLine.Root().Subcommands.Select(command => command.Name).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Every_command_and_option_says_what_it_is_for()
    {
        foreach (var command in CommandLine.Root().Subcommands)
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            foreach (var option in command.Options)
                Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}");
        }
    }

    [Fact]
    public async Task An_unknown_command_is_refused_with_a_hint()
    {
        var (code, output, error) = await Run("frobnicate");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Empty(output);
        Assert.Contains("frobnicate", error);
        Assert.Contains("Try `lateen --help`.", error);
    }

    [Fact]
    public async Task Version_prints_one_line()
    {
        var (code, output, error) = await Run("version");
        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.StartsWith("lateen 0.", output);
    }

    static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), error = new(CultureInfo.InvariantCulture);
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
