using System.CommandLine;

namespace Lateen.Cli.Local;

/// <summary>The option that chooses between text for people and JSON for scripts.</summary>
internal static class OutputFormat
{
    public const string Json = "json";

    public static Option<string> Create(string description)
    {
        var option = new Option<string>("--output", "-o") { Description = description };
        option.AcceptOnlyFromAmong(Json);
        return option;
    }
}
