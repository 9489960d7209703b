namespace Lateen.Local.Processes;

/// <summary>A program of a pod that was started.</summary>
internal interface IRunningProgram : IDisposable
{
    /// <summary>Its process id, as the node sees it.</summary>
    int ProcessId { get; }

    /// <summary>Completes when it has ended, with its exit code; 128 and the signal when one ended it.</summary>
    Task<int> Ended { get; }

    /// <summary>The last line that it printed; empty for none.</summary>
    string LastWords { get; }

    /// <summary>Asks it to end (SIGTERM).</summary>
    void Terminate();

    /// <summary>Ends it at once (SIGKILL).</summary>
    void Kill();
}
