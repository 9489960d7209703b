using System.CommandLine;
using Lateen.Cli.Local;
using Lateen.Local.Launching;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen down</c>: ends a local mesh and removes all that it made, also after a crash.</summary>
internal static class Down
{
    public static Command Create()
    {
        var name = MeshOption.Create();
        var command = new Command("down", "End a local mesh and remove everything it made") { name };
        command.SetAction(async (parsed, cancel) =>
        {
            var mesh = parsed.GetValue(name)!;
            if (!await Meshes.End(Installation.StateFolder, mesh, TimeProvider.System, cancel))
                throw new CommandException($"no mesh named {mesh} runs here.");
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{mesh} is down");
            return ExitCode.Ok;
        });
        return command;
    }
}
