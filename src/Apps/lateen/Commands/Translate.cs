using System.CommandLine;
using System.Text.Json;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen x translate</c>: what a proxy would be given, from files alone.</summary>
internal static class Translate
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static Command Create()
    {
        var input = new OfflineProxy();
        var output = new Option<string>("--output", "-o") { Description = "json", DefaultValueFactory = _ => "json" };
        output.AcceptOnlyFromAmong("json");
        var command = new Command("translate", "Print the listeners, routes, clusters and endpoints that a proxy would be given") { output };
        input.AddTo(command);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(input.Translate(parsed).Translation.ToJson().ToJsonString(Json)));
        return command;
    }
}
