using System.CommandLine;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen x</c>: commands for scripts and for the curious, which work on files alone.</summary>
internal static class X
{
    public static Command Create() => new("x", "Commands for scripts: what the mesh would do, from files alone")
    {
        Authz.Create(),
        Simulate.Create(),
        Translate.Create(),
    };
}
