using System.Text;
using System.Text.Json;
using Lateen.Proxy.Listeners;

namespace Lateen.Proxy.Admin;

/// <summary>/listeners: names and addresses, as text or, with format=json, as envoy.admin.v3.Listeners.</summary>
/// <param name="listeners">What the proxy has at present.</param>
public sealed class ListenersPage(Func<IEnumerable<ListenerConfig>> listeners) : IAdminPage
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    public string Path => "/listeners";

    public string Help => "print listener info";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        var sorted = listeners().OrderBy(listener => listener.Name, StringComparer.Ordinal);
        return request.Value("format") == "json"
            ? AdminReply.Json(Json(sorted))
            : AdminReply.Text(string.Concat(sorted.Select(listener => $"{listener.Name}::{listener.Address}\n")));
    }

    static string Json(IEnumerable<ListenerConfig> listeners)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("listener_statuses");
            foreach (var listener in listeners)
            {
                json.WriteStartObject();
                json.WriteString("name", listener.Name);
                json.WritePropertyName("local_address");
                AddressJson.Write(json, listener.Address);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
