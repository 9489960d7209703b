using System.CommandLine;
using System.Reflection;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen version</c>: the version of this executable, the first line that a bug report needs.</summary>
internal static class Version
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of lateen");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"lateen {Current}"));
        return command;
    }

    static string Current { get; } =
        typeof(Version).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
