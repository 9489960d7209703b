namespace Lateen.Local.Processes;

/// <summary>What a supervisor knows of its program. A value: the reader gets one moment.</summary>
/// <param name="ProcessId">0 while it doesn't run.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Trouble">Why it doesn't run, for people; empty while it does.</param>
internal sealed record ProgramState(int ProcessId, int Restarts, string Trouble)
{
    public static readonly ProgramState NotStarted = new(0, 0, "not started");

    public bool IsRunning => ProcessId != 0;
}
