namespace Lateen.Proxy.Admin;

/// <summary>A page whose answer its maker computes: state, readiness, drain, quit.</summary>
public sealed class CallbackPage(string path, string help, bool changes, Func<AdminRequest, AdminReply> answer) : IAdminPage
{
    public string Path => path;

    public string Help => help;

    public bool Changes => changes;

    public AdminReply Answer(AdminRequest request) => answer(request);
}
