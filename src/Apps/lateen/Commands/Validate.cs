using System.CommandLine;
using System.Text.Json;
using System.Text.Encodings.Web;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen validate</c>: whether each document by itself is one that Istio would take.</summary>
internal static class Validate
{
    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "File of manifests; may be given several times; - is standard input", Required = true, AllowMultipleArgumentsPerToken = true };
        var inNamespace = new Option<string>("--namespace", "-n") { Description = "Where objects go that name no namespace", DefaultValueFactory = _ => "default" };
        var output = new Option<string>("--output", "-o") { Description = "log, or json: one object {valid, errors, warnings, …} a line for each document", DefaultValueFactory = _ => "log" };
        output.AcceptOnlyFromAmong("log", "json");
        var command = new Command("validate", "Check manifests one by one by Istio's rules") { files, inNamespace, output };
        command.SetAction(parsed =>
        {
            var isValid = true;
            foreach (var file in parsed.GetValue(files)!)
            {
                foreach (var document in ConfigReader.ReadEach(file, Text(file), parsed.GetValue(inNamespace)!))
                {
                    var verdict = Verdict.Of(file, document);
                    isValid &= verdict.IsValid;
                    parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(output) == "json" ? JsonSerializer.Serialize(verdict.ToJson(), Json) : verdict.ToText());
                }
            }

            return isValid ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    static string Text(string file)
    {
        try
        {
            return file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} can't be read: {error.Message}");
        }
    }

    /// <summary>What is said of one document. What Lateen does not honour yet is no matter of validity: <c>lateen compat</c> tells.</summary>
    sealed record Verdict(string File, int Line, ObjectRef? Object, string[] Errors, string[] Warnings)
    {
        public bool IsValid => Errors.Length == 0;

        public static Verdict Of(string file, DocumentResult document)
        {
            var about = document.Result.Diagnostics.Where(diagnostic => diagnostic.Code is not (DiagnosticCode.NotHonouredYet or DiagnosticCode.KindNotHonouredYet)).ToArray();
            var named = document.Result.Objects.Select(item => (ObjectRef?)item.Ref).FirstOrDefault() ?? document.Result.Refused.Select(item => (ObjectRef?)item).FirstOrDefault();
            return new Verdict(file, document.Line, named, Texts(about, Severity.Error), Texts(about, Severity.Warning));
        }

        static string[] Texts(Diagnostic[] about, Severity severity) => [.. about.Where(diagnostic => diagnostic.Severity == severity).Select(diagnostic => diagnostic.ToString())];

        public object ToJson() => new
        {
            valid = IsValid, errors = Errors, warnings = Warnings, file = File, line = Line, kind = Object?.Kind ?? "", @namespace = Object?.Namespace ?? "", name = Object?.Name ?? "",
        };

        public string ToText()
        {
            var head = $"{File}:{Line}: {Object?.ToString() ?? "document"} is {(IsValid ? "valid" : "invalid")}";
            return string.Join('\n', [head, .. Errors.Concat(Warnings).Select(text => "  " + text)]);
        }
    }
}
