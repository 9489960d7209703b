using Lateen.Proxy.Admin;

namespace Lateen.ProxyApp.Hosting;

/// <summary>
/// How much the process prints, set by /logging in Envoy's words. There is one logger, called main, and what it prints has level info; so any level above that
/// silences it.
/// </summary>
sealed class LogLevel(Action<string> print) : IAdminPage
{
    static readonly string[] Names = ["trace", "debug", "info", "warning", "error", "critical", "off"];
    static readonly int Info = Array.IndexOf(Names, "info");

    volatile int level = Info;

    public string Path => "/logging";

    public string Help => "query/change logging levels";

    public bool Changes => true;

    /// <summary>Prints a line unless the level forbids it; any thread.</summary>
    public void Print(string line)
    {
        if (level <= Info)
            print(line);
    }

    public AdminReply Answer(AdminRequest request)
    {
        string? wanted = request.Value("level") ?? request.Value("main") ?? FromPaths(request.Value("paths"));
        if (wanted is null)
            return AdminReply.Text(Current());
        int found = Array.IndexOf(Names, wanted == "warn" ? "warning" : wanted);
        if (found < 0)
            return AdminReply.BadRequest($"error: unknown logger level {wanted}; one of {string.Join(", ", Names)}");
        level = found;
        return AdminReply.Text(Current());
    }

    string Current() => $"active loggers:\n  main: {Names[level]}\n\n";

    /// <summary>paths=main:debug,other:info; loggers that we don't have are passed over, as scripts name Envoy's.</summary>
    static string? FromPaths(string? paths) => paths?.Split(',').Select(part => part.Split(':')).FirstOrDefault(part => part is ["main", _])?[1];
}
