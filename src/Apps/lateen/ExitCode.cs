namespace Lateen.Cli;

/// <summary>What the process returns. Scripts depend on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command ran and what it was asked for is not so, or could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Ended by SIGINT, as shells report it.</summary>
    public const int Interrupted = 130;
}
