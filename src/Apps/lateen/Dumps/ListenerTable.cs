using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>Listeners as istioctl shows them: one row a filter chain.</summary>
internal static class ListenerTable
{
    static readonly string[] Header = ["ADDRESSES", "PORT", "MATCH", "DESTINATION"];

    /// <summary>The listeners of a dump in the order of the table: by port, then address.</summary>
    public static IReadOnlyList<JsonElement> Sorted(IEnumerable<JsonElement> listeners) =>
        [.. listeners.OrderBy(Port).ThenBy(Address, StringComparer.Ordinal)];

    public static string Render(IEnumerable<JsonElement> listeners) => TextTable.Render([Header, .. Sorted(listeners).SelectMany(Rows)], 1);

    /// <summary>The port, or 0 for a pipe.</summary>
    public static int Port(JsonElement listener) => listener.Field("address", "socket_address", "port_value").Number();

    /// <summary>All addresses, joined by a comma.</summary>
    public static string Address(JsonElement listener) => string.Join(',', new[] { listener.Field("address") }
        .Concat(listener.Field("additional_addresses").Items().Select(additional => additional.Field("address"))).Select(AddressText.Of).Where(text => text.Length > 0));

    static IEnumerable<string[]> Rows(JsonElement listener)
    {
        var chains = listener.Field("filter_chains").Items().ToList();
        if (listener.Field("default_filter_chain") is var last && last.Exists())
            chains.Add(last);
        return chains.Select(chain => (Match: ChainText.Match(chain.Field("filter_chain_match")), Destination: ChainText.Destination(chain)))
            .OrderByDescending(row => row.Destination, StringComparer.Ordinal)
            .Select(row => new[] { Address(listener), $"{Port(listener)}", row.Match, row.Destination });
    }
}
