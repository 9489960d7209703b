using System.CommandLine;
using System.CommandLine.Parsing;

namespace Lateen.Cli;

/// <summary>The frame around every command: parses, runs, turns failures into one clear sentence and an exit code.</summary>
internal static class CommandLine
{
    const string Description = "Lateen, an Istio-compatible service mesh. `lateen up DIRECTORY` runs one on this machine.";

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>, or what the command returned.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed, error);
        try
        {
            // Commands that end in order take signals themselves; the library would cut them off after two seconds.
            var streams = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(streams);
        }
        catch (CommandException problem)
        {
            await error.WriteLineAsync($"lateen: {problem.Message}");
            return problem.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception defect)
        {
            await error.WriteLineAsync($"lateen: this is a defect of Lateen, please report it: {defect}");
            return ExitCode.Failed;
        }
    }

    /// <summary>The root command with every command of <see cref="Commands.Commands.All"/>.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand(Description);
        foreach (var create in Commands.Commands.All)
            root.Subcommands.Add(create());
        return root;
    }

    static int Refuse(ParseResult parsed, TextWriter error)
    {
        foreach (var problem in parsed.Errors)
            error.WriteLine($"lateen: {problem.Message}");
        error.WriteLine($"Try `{Path(parsed.CommandResult)} --help`.");
        return ExitCode.Usage;
    }

    static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "lateen";
}
