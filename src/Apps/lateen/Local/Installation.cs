using Lateen.Local.Launching;
using Lateen.Local.State;

namespace Lateen.Cli.Local;

/// <summary>Finds the programs that come with this one, and the user's state folder.</summary>
internal static class Installation
{
    /// <summary>What a launcher needs to know of this machine.</summary>
    public static Machine Machine() => new()
    {
        IsRoot = Environment.IsPrivilegedProcess,
        StateFolder = StateFolder,
        Self = Self(),
        ProxyProgram = Program("LATEEN_PROXY", "lateen-proxy", "lateen-proxy"),
        BookinfoProgram = Program("LATEEN_BOOKINFO", "bookinfo", "Bookinfo"),
        DotnetRoot = DotnetRoot,
    };

    public static string StateFolder => MeshDirectory.ParentFor(Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), Environment.UserName);

    // The shared framework of this process is at <root>/shared/Microsoft.NETCore.App/<version>.
    static string DotnetRoot => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    /// <summary>How to run this executable again, without arguments.</summary>
    public static IReadOnlyList<string> Self()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Environment.GetCommandLineArgs()[0]] : [process];
    }

    // out/lateen/lateen stands beside out/lateen-proxy; a developer's build has artifacts/bin/lateen/KIND/lateen beside ../../lateen-proxy/KIND/.
    static string Program(string variable, string name, string project)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string[] candidates = [Path.Combine(here, name), Path.Combine(here, "..", name), Path.Combine(here, "..", name, name), Path.Combine(here, "../..", project, Path.GetFileName(here), name)];
        return Path.GetFullPath(candidates.FirstOrDefault(File.Exists) ?? candidates[0]);
    }
}
