using System.CommandLine;
using System.Text.Json;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Galley;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen analyze</c>: everything that is wrong with configuration, with file and line, before anything runs.</summary>
internal static class Analyze
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders of manifests", Arity = ArgumentArity.OneOrMore };
        var inNamespace = new Option<string>("--namespace", "-n") { Description = "Where objects go that name no namespace", DefaultValueFactory = _ => "default" };
        var failure = new Option<Severity>("--failure-threshold") { Description = "The least severity that makes the command fail", DefaultValueFactory = _ => Severity.Error };
        var output = new Option<string>("--output", "-o") { Description = "log or json", DefaultValueFactory = _ => "log" };
        output.AcceptOnlyFromAmong("log", "json");
        var command = new Command("analyze", "Find what is wrong with manifests before they are applied") { paths, inNamespace, failure, output };
        command.SetAction(parsed =>
        {
            using var store = FileConfigStore.Read(new FileConfigOptions { Paths = parsed.GetValue(paths)!, DefaultNamespace = parsed.GetValue(inNamespace)! });
            var found = Analysis.Run(store.Current);
            Print(found, parsed.GetValue(output)!, parsed.InvocationConfiguration.Output);
            return found.Any(diagnostic => diagnostic.Severity >= parsed.GetValue(failure)) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    static void Print(IReadOnlyCollection<Diagnostic> found, string format, TextWriter output)
    {
        if (format == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(found.Select(diagnostic => new
            {
                code = diagnostic.Code,
                level = diagnostic.Severity.ToString(),
                origin = diagnostic.Object?.ToString() ?? "",
                reference = diagnostic.Location?.ToString() ?? "",
                message = diagnostic.Message,
                advice = diagnostic.Advice,
            }), Json));
            return;
        }

        foreach (var diagnostic in found)
            output.WriteLine(diagnostic);
        output.WriteLine(found.Count == 0 ? "No validation issues found." : $"{found.Count} found.");
    }
}
