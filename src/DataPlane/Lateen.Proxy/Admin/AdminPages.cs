using System.Text;

namespace Lateen.Proxy.Admin;

/// <summary>The pages that one port serves, found by path.</summary>
public sealed class AdminPages
{
    readonly SortedDictionary<string, IAdminPage> pages = new(StringComparer.Ordinal);

    /// <param name="pages">With distinct paths. /help is added.</param>
    public AdminPages(IEnumerable<IAdminPage> pages)
    {
        foreach (IAdminPage page in pages)
            this.pages.Add(page.Path, page);
    }

    /// <summary>Answers by Envoy's rules: an unknown path lists the known ones, a page that changes something wants POST.</summary>
    public AdminReply Answer(AdminRequest request)
    {
        if (request.Path is "/help" or "/")
            return AdminReply.Text("admin commands are:\n" + List());
        if (!pages.TryGetValue(request.Path, out IAdminPage? page))
            return new AdminReply(404, "invalid path. admin commands are:\n" + List());
        bool isAllowed = page.Changes ? request.Method == "POST" : request.Method is "GET" or "HEAD" or "POST";
        return isAllowed
            ? page.Answer(request)
            : new AdminReply(405, $"Method {request.Method} not allowed, {(page.Changes ? "POST" : "GET")} required.");
    }

    string List()
    {
        var text = new StringBuilder();
        foreach (IAdminPage page in pages.Values)
            text.Append("  ").Append(page.Path).Append(": ").Append(page.Help).Append('\n');
        return text.ToString();
    }
}
