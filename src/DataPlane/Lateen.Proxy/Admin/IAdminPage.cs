namespace Lateen.Proxy.Admin;

/// <summary>One path of the admin port. Runs on the main loop; answers at once.</summary>
public interface IAdminPage
{
    /// <summary>The exact path, such as "/stats".</summary>
    string Path { get; }

    /// <summary>One line for /help, in Envoy's words where it has the page.</summary>
    string Help { get; }

    /// <summary>Whether it changes something and so takes only POST.</summary>
    bool Changes { get; }

    AdminReply Answer(AdminRequest request);
}
