namespace Lateen.Cli;

/// <summary>
/// Ends a command with a sentence for people and an exit code, without a stack trace. The message says what happened, to which
/// object, and what to do; any other exception that leaves a command is a defect of ours and is shown whole.
/// </summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int Code { get; } = exitCode;
}
