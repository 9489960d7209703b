namespace Lateen.Proxy.Admin;

/// <summary>What an admin page answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The whole body.</param>
/// <param name="ContentType">Its type.</param>
public sealed record AdminReply(int Status, string Body, string ContentType = "text/plain; charset=UTF-8")
{
    public static readonly AdminReply Done = new(200, "OK\n");

    public static AdminReply Text(string body) => new(200, body);

    public static AdminReply Json(string body) => new(200, body, "application/json");

    public static AdminReply BadRequest(string reason) => new(400, reason + "\n");
}
