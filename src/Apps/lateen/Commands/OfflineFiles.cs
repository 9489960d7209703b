using System.CommandLine;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Cli.Commands;

/// <summary>The options of commands that read a mesh from files.</summary>
internal sealed class OfflineFiles
{
    readonly Option<string[]> files = new("--file", "-f") { Description = "File or folder of manifests; may be given several times", Required = true, AllowMultipleArgumentsPerToken = true };
    readonly Option<string> inNamespace = new("--namespace", "-n") { Description = "Where objects go that name no namespace", DefaultValueFactory = _ => "default" };

    public void AddTo(Command command)
    {
        command.Options.Add(files);
        command.Options.Add(inNamespace);
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="CommandException">They have errors, which are printed: half a mesh would be taken for something that nobody means.</exception>
    public FileConfigStore Read(ParseResult parsed)
    {
        var store = FileConfigStore.Read(new FileConfigOptions { Paths = parsed.GetValue(files)!, DefaultNamespace = parsed.GetValue(inNamespace)! });
        Diagnostic[] errors = [.. store.Current.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)];
        foreach (var diagnostic in errors)
            parsed.InvocationConfiguration.Error.WriteLine(diagnostic);
        if (errors.Length == 0)
            return store;
        store.Dispose();
        throw new CommandException(errors.Length == 1 ? "the error above stands in the way" : $"the {errors.Length} errors above stand in the way");
    }
}
