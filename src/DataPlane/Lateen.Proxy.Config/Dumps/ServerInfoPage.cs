using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Config.Core.V3;
using Lateen.Proxy.Admin;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>/server_info: envoy.admin.v3.ServerInfo with the fields that say something about this process.</summary>
sealed class ServerInfoPage(ServerFacts facts, Node node) : IAdminPage
{
    public string Path => "/server_info";

    public string Help => "print server version/status information";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        var info = new JsonObject
        {
            ["version"] = facts.Version,
            ["state"] = facts.State(),
            ["uptime_current_epoch"] = Seconds(facts.Uptime()),
            ["uptime_all_epochs"] = Seconds(facts.Uptime()),
            ["hot_restart_version"] = "disabled",
            ["command_line_options"] = new JsonObject
            {
                ["concurrency"] = facts.Concurrency,
                ["config_path"] = facts.ConfigPath,
                ["drain_time"] = Seconds(facts.DrainTime),
                ["mode"] = "Serve",
                ["disable_hot_restart"] = true,
            },
            ["node"] = JsonNode.Parse(DumpJson.Write(node.Clone())),
        };
        return AdminReply.Json(info.ToJsonString(Indented) + "\n");
    }

    static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n" };

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s");
}
