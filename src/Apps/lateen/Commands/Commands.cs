using System.CommandLine;

namespace Lateen.Cli.Commands;

/// <summary>Every command, one file each in this folder with a <c>Create</c> method, sorted by name.</summary>
internal static class Commands
{
    public static readonly IReadOnlyList<Func<Command>> All =
    [
        Analyze.Create,
        Compat.Create,
        Discovery.Create,
        Down.Create,
        Exec.Create,
        Fetch.Create,
        Logs.Create,
        Node.Create,
        ProxyConfig.Create,
        ProxyStatus.Create,
        Ps.Create,
        Up.Create,
        Validate.Create,
        Version.Create,
        X.Create,
    ];
}
