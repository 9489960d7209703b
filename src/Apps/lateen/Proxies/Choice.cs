using System.CommandLine;
using Lateen.Cli.Local;

namespace Lateen.Cli.Proxies;

/// <summary>Options and arguments that the commands about proxies share.</summary>
internal static class Choice
{
    public const string Json = "json", Yaml = "yaml", Table = "table";

    public static Option<string> Output()
    {
        var option = new Option<string>("--output", "-o") { Description = "table, json or yaml", DefaultValueFactory = _ => Table };
        option.AcceptOnlyFromAmong(Table, "short", Json, Yaml);
        return option;
    }

    public static Option<string?> File() => new("--file", "-f") { Description = "Read this dump instead of asking a pod" };

    /// <summary>Which mesh: not --name, as elsewhere, because istioctl's --name filters routes.</summary>
    public static Option<string> Mesh() => new("--mesh") { Description = "The mesh, when several run", DefaultValueFactory = _ => MeshOption.DefaultName };

    public static Argument<string?> Pod() => new("POD") { Description = "A pod, or the beginning of its name", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The dump in the file, or the pod's.</summary>
    /// <exception cref="CommandException">Neither or both are given, or there is no answer.</exception>
    public static async Task<(byte[] Body, string Source)> Dump(string mesh, string? pod, string? file, string path, IProxySource proxies, CancellationToken cancel)
    {
        if (pod is null == file is null)
            throw new CommandException("name either a pod or, with --file, a dump.", ExitCode.Usage);
        if (pod is not null)
            return (await proxies.Proxy(mesh, pod, path, cancel), $"{path} of {pod}");
        try
        {
            return (await System.IO.File.ReadAllBytesAsync(file!, cancel), file!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} can't be read: {error.Message}");
        }
    }
}
