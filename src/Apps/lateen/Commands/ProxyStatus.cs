using System.CommandLine;
using Lateen.Cli.Dumps;
using Lateen.Cli.Proxies;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen proxy-status</c>: the proxies that the control plane knows, and whether they have what it sent.</summary>
internal static class ProxyStatus
{
    const string Path = "/debug/syncz";

    public static Command Create() => Create(new LocalProxySource());

    internal static Command Create(IProxySource proxies)
    {
        var output = Choice.Output();
        var verbosity = new Option<int>("--verbosity", "-v") { Description = "1: the state of each type" };
        var file = new Option<string?>("--file", "-f") { Description = "Read this answer of the control plane's /debug/syncz instead of asking it" };
        var mesh = Choice.Mesh();
        var command = new Command("proxy-status", "List the proxies, and whether they have what the control plane sent") { mesh, output, verbosity, file };
        command.SetAction(async (parsed, cancel) =>
        {
            var answer = parsed.GetValue(file) is { } path
                ? (await Choice.Dump("", null, path, Path, proxies, cancel)).Body
                : await proxies.ControlPlane(parsed.GetValue(mesh)!, Path, cancel);
            var known = StatusTable.Sorted(JsonFile.Parse(answer, Path).Items());
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(output) switch
            {
                Choice.Json => Printer.Json(known) + "\n",
                Choice.Yaml => Printer.Yaml(known),
                _ => StatusTable.Render(known, parsed.GetValue(verbosity) > 0),
            });
            return ExitCode.Ok;
        });
        return command;
    }
}
