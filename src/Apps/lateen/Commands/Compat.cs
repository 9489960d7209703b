using System.CommandLine;
using System.Text.Json;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen compat</c>: each field that manifests use and that Lateen does not fully honour, with file and line.</summary>
internal static class Compat
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    static readonly string[] Codes = [DiagnosticCode.NotHonouredYet, DiagnosticCode.KindNotHonouredYet, DiagnosticCode.UnknownKind];

    public static Command Create()
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "File or folder of manifests; may be given several times", Required = true, AllowMultipleArgumentsPerToken = true };
        var inNamespace = new Option<string>("--namespace", "-n") { Description = "Where objects go that name no namespace", DefaultValueFactory = _ => "default" };
        var output = new Option<string>("--output", "-o") { Description = "log or json", DefaultValueFactory = _ => "log" };
        output.AcceptOnlyFromAmong("log", "json");
        var command = new Command("compat", "List what manifests use and Lateen does not fully support") { files, inNamespace, output };
        command.SetAction(parsed =>
        {
            using var store = FileConfigStore.Read(new FileConfigOptions { Paths = parsed.GetValue(files)!, DefaultNamespace = parsed.GetValue(inNamespace)! });
            foreach (var error in store.Current.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error))
                parsed.InvocationConfiguration.Error.WriteLine(error);
            Diagnostic[] found = [.. store.Current.Diagnostics.Where(diagnostic => Codes.Contains(diagnostic.Code))];
            Print(found, parsed.GetValue(output)!, parsed.InvocationConfiguration.Output);
            return found.Length == 0 && store.Current.Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    static void Print(Diagnostic[] found, string format, TextWriter output)
    {
        if (format == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(found.Select(diagnostic => new
            {
                file = diagnostic.Location?.File ?? "", line = diagnostic.Location?.Line ?? 0, @object = diagnostic.Object?.ToString() ?? "",
                field = diagnostic.Path, code = diagnostic.Code, message = diagnostic.Message,
            }), Json));
            return;
        }

        foreach (var diagnostic in found)
            output.WriteLine(diagnostic);
        output.WriteLine(found.Length == 0 ? "Everything that these manifests use is supported." : $"{found.Length} found.");
    }
}
