using System.CommandLine;
using Lateen.Cli.Translation;

namespace Lateen.Cli.Commands;

/// <summary>The options of commands that look at one proxy of a mesh in files.</summary>
internal sealed class OfflineProxy
{
    readonly Option<string> proxy = new("--proxy") { Description = "JSON file that describes the proxy: {type, namespace, name, labels, ip, metadata}", Required = true };
    readonly OfflineFiles files = new();

    public void AddTo(Command command)
    {
        command.Options.Add(proxy);
        files.AddTo(command);
    }

    /// <summary>Reads the files and generates what the proxy would be given.</summary>
    /// <exception cref="CommandException">Something can't be read, or has errors, which are printed.</exception>
    public (ProxyDocument Proxy, OfflineTranslation Translation) Translate(ParseResult parsed)
    {
        var described = ProxyDocument.Read(parsed.GetValue(proxy)!);
        using var store = files.Read(parsed);
        using var mesh = new OfflineMesh(store.Current.Objects.Values);
        return (described, mesh.Translate(described.Node()));
    }
}
