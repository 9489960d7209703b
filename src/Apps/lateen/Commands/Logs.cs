using System.CommandLine;
using Lateen.Cli.Local;
using Lateen.Local.State;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen logs</c>: what a program of a local mesh printed.</summary>
internal static class Logs
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var pod = new Argument<string>("POD") { Description = "A pod, the beginning of its name, or discovery for the control plane" };
        var container = new Option<string?>("--container", "-c") { Description = "A container of the pod; its application if not given" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on printing" };
        var name = MeshOption.Create();
        var command = new Command("logs", "Print what a pod of a local mesh logged") { pod, container, follow, name };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = FileOf(parsed.GetValue(name)!, parsed.GetValue(pod)!, parsed.GetValue(container));
            await Print(path, parsed.GetValue(follow), parsed.InvocationConfiguration.Output, cancel);
            return ExitCode.Ok;
        });
        return command;
    }

    static string FileOf(string name, string text, string? container)
    {
        var mesh = MeshOption.Require(name);
        var directory = new MeshDirectory(Installation.StateFolder, name);
        if (text == "discovery")
            return directory.LogOf("control-plane", "discovery");
        var pod = MeshOption.Pod(mesh, text);
        return directory.LogOf($"{pod.Namespace}_{pod.Name}", MeshOption.Container(pod, container).Name);
    }

    static async Task Print(string path, bool follow, TextWriter output, CancellationToken cancel)
    {
        var position = 0L;
        do
        {
            if (File.Exists(path))
                position = await Copy(path, position, output, cancel);
            if (follow)
                await Task.Delay(BetweenLooks, TimeProvider.System, cancel);
        }
        while (follow);
    }

    // A file that is shorter than what was printed was replaced by a new one.
    static async Task<long> Copy(string path, long position, TextWriter output, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = position <= file.Length ? position : 0;
        using var text = new StreamReader(file);
        await output.WriteAsync((await text.ReadToEndAsync(cancel)).AsMemory(), cancel);
        return file.Position;
    }
}
