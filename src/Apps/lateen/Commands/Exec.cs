using System.CommandLine;
using Lateen.Cli.Local;
using Lateen.Local;
using Lateen.Local.Launching;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen exec</c>: runs a program inside a pod, as one of its containers.</summary>
internal static class Exec
{
    public static Command Create()
    {
        var pod = new Argument<string>("POD") { Description = "A pod, or the beginning of its name" };
        var program = new Argument<string[]>("COMMAND") { Description = "What to run, after --", Arity = ArgumentArity.OneOrMore };
        var container = new Option<string?>("--container", "-c") { Description = "As which container of the pod; its application if not given" };
        var name = MeshOption.Create();
        var command = new Command("exec", "Run a program inside a pod of a local mesh") { pod, program, container, name };
        command.SetAction(async (parsed, cancel) =>
        {
            var mesh = MeshOption.Require(parsed.GetValue(name)!);
            var status = MeshOption.Pod(mesh, parsed.GetValue(pod)!);
            var target = MeshOption.Container(status, parsed.GetValue(container));
            if (target.ProcessId == 0)
                throw new CommandException($"container {target.Name} of {status.Name} does not run: {status.Reason}");
            try
            {
                return await PodEntry.Run(target.ProcessId, mesh, parsed.GetValue(program)!, Environment.IsPrivilegedProcess, cancel);
            }
            catch (LocalMeshException problem)
            {
                throw new CommandException(problem.Message);
            }
        });
        return command;
    }
}
