using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Reads what a controller has written into a ServiceEntry's status; what it may have written badly is no user's mistake, and is left out.</summary>
static class AllocatedAddresses
{
    /// <summary>The first IPv4 address of each host.</summary>
    public static Labels Of(YamlMapping document)
    {
        if ((document.Find("status") as YamlMapping)?.Find("addresses") is not YamlSequence addresses)
            return Labels.Empty;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in addresses.Items.OfType<YamlMapping>())
        {
            if (item.Find("host") is YamlScalar host && item.Find("value") is YamlScalar value && IpText.TryParse(value.Value, out var address) && !IpText.IsV6(address))
                found.TryAdd(host.Value, value.Value);
        }

        return Labels.Of(found);
    }
}
