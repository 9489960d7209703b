using System.CommandLine;
using System.Text.Json;
using Lateen.Cli.Local;
using Lateen.Local.State;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen ps</c>: the pods of a local mesh, their readiness and processes.</summary>
internal static class Ps
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var name = MeshOption.Create();
        var output = OutputFormat.Create("json: everything, for scripts");
        var command = new Command("ps", "List the pods of a local mesh") { name, output };
        command.SetAction(parsed =>
        {
            var mesh = MeshOption.Require(parsed.GetValue(name)!);
            var to = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(output) == OutputFormat.Json)
                to.WriteLine(JsonSerializer.Serialize(mesh, Json));
            else
                Print(mesh, to);
            return ExitCode.Ok;
        });
        return command;
    }

    static void Print(MeshStatus mesh, TextWriter to)
    {
        to.WriteLine($"mesh {mesh.Name}, {(mesh.Ready ? "ready" : "not ready")}, gateway {mesh.Gateway}");
        string[][] rows = [["NAMESPACE", "NAME", "READY", "RESTARTS", "ADDRESS", "REASON"], .. mesh.Pods.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            to.WriteLine(string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    static string[] Row(PodStatus pod) =>
        [pod.Namespace, pod.Name, pod.Ready ? "yes" : "no", $"{pod.Restarts}", pod.Address, pod.Reason];
}
