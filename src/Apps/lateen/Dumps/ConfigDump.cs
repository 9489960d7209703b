using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>A proxy's <c>/config_dump</c>.</summary>
internal sealed class ConfigDump
{
    readonly IReadOnlyList<JsonElement> sections;

    ConfigDump(IReadOnlyList<JsonElement> sections) => this.sections = sections;

    /// <summary>Reads a dump.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static ConfigDump Parse(ReadOnlyMemory<byte> json, string source)
    {
        var sections = JsonFile.Parse(json, source).Field("configs").Items();
        return sections.Count > 0 ? new ConfigDump(sections)
            : throw new CommandException($"{source} is no configuration dump: it has no \"configs\". Take one from a proxy's /config_dump.");
    }

    /// <summary>The section as a whole; undefined when the proxy has none.</summary>
    public JsonElement Section(string message) =>
        sections.FirstOrDefault(section => section.Field("@type").Text().EndsWith("." + message, StringComparison.Ordinal));

    /// <summary>Clusters, from the control plane first.</summary>
    public IEnumerable<JsonElement> Clusters => Resources("ClustersConfigDump", ["dynamic_active_clusters", "static_clusters"], "cluster");

    /// <summary>Route configurations, also those inside listeners.</summary>
    public IEnumerable<JsonElement> Routes => Resources("RoutesConfigDump", ["dynamic_route_configs", "static_route_configs"], "route_config");

    /// <summary>Listeners that are in force.</summary>
    public IEnumerable<JsonElement> Listeners => Section("ListenersConfigDump").Field("dynamic_listeners").Items().Select(entry => entry.Field("active_state", "listener"))
        .Concat(Resources("ListenersConfigDump", ["static_listeners"], "listener")).Where(listener => listener.Exists());

    IEnumerable<JsonElement> Resources(string section, string[] lists, string field) =>
        lists.SelectMany(list => Section(section).Field(list).Items()).Select(entry => entry.Field(field)).Where(resource => resource.Exists());
}
