using System.CommandLine;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Lateen.Cli.Local;
using Lateen.Local;
using Lateen.Local.Node;
using Lateen.Local.Sessions;
using Spectre.Console;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen node</c>, which people never type: the part of <c>up</c> that runs inside the mesh's namespaces.</summary>
internal static class Node
{
    /// <summary>Where nobody folds lines, tables keep theirs whole.</summary>
    const int WidthOfFiles = 240;

    public static Option<TimeSpan?> ForOption() => new("--for") { Description = "End by itself after this time with all pods ready, as in 30s", CustomParser = DurationOption.Parse };

    public static Option<string> OutputOption() => OutputFormat.Create("json: the last line is one object for scripts");

    /// <summary>The options of <c>up</c> that are the node's.</summary>
    public static IReadOnlyList<string> Arguments(TimeSpan? forTime, string? output) =>
    [
        .. forTime is { } time ? (string[])["--for", string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms")] : [],
        .. output is null ? [] : (string[])["--output", output],
    ];

    public static Command Create()
    {
        var launch = new Argument<string>("LAUNCH") { Description = "What `lateen up` left for its node" };
        var forTime = ForOption();
        var output = OutputOption();
        var command = new Command("node", "Run the node of a local mesh; `lateen up` does it") { launch, forTime, output };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(launch)!, new RunOptions { For = parsed.GetValue(forTime), Json = parsed.GetValue(output) == OutputFormat.Json },
            parsed.InvocationConfiguration.Output));
        return command;
    }

    static async Task<int> Run(string launch, RunOptions options, TextWriter output)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var node = LocalNode.FromFile(launch, TimeProvider.System);
            _ = StopWithLauncher(node.Lifeline, stopping);
            var session = new MeshSession(node, options, ConsoleFor(options), output, TimeProvider.System);
            return await session.Run(stopping.Token) ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (LocalMeshException problem)
        {
            throw new CommandException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the state of the mesh can't be kept in {Installation.StateFolder}: {problem.Message}");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    // With JSON, standard output is the script's alone.
    static IAnsiConsole ConsoleFor(RunOptions options)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(options.Json ? Console.Error : Console.Out) });
        if (!console.Profile.Capabilities.Interactive)
            console.Profile.Width = WidthOfFiles;
        return console;
    }

    static async Task StopWithLauncher(string handle, CancellationTokenSource stopping)
    {
        await using var lifeline = new AnonymousPipeClientStream(PipeDirection.In, handle);
        _ = await lifeline.ReadAsync(new byte[1], CancellationToken.None);
        await stopping.CancelAsync();
    }
}
