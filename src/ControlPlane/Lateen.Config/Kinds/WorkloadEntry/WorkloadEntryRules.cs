using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>What a WorkloadEntry must be, beyond its schema.</summary>
static class WorkloadEntryRules
{
    /// <summary>Begins the address of a Unix socket.</summary>
    public const string Unix = "unix://";

    /// <param name="spec">The entry.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="needsAddress">Whether its address must be an IP address, rather than a name.</param>
    /// <param name="report">Takes what is wrong.</param>
    public static void Check(WorkloadEntry spec, string path, bool needsAddress, ObjectReport report)
    {
        CheckAddress(spec, path, needsAddress, report);
        foreach (var (name, port) in spec.Ports)
        {
            SharedRules.CheckLabelName(name, FieldPath.Field($"{path}.ports", name), report);
            SharedRules.CheckPort(port, FieldPath.Field($"{path}.ports", name), report);
        }

        foreach (var (key, value) in spec.Labels)
            SharedRules.CheckLabel(key, value, $"{path}.labels", report);
    }

    static void CheckAddress(WorkloadEntry spec, string path, bool needsAddress, ObjectReport report)
    {
        if (spec.Address.Length == 0)
        {
            if (spec.Network.Length == 0)
                report.Error(path, $"{path}.address is missing", "say where the workload is");
        }
        else if (spec.Address.StartsWith(Unix, StringComparison.Ordinal))
        {
            if (spec.Ports.Count > 0)
                report.Error($"{path}.ports", $"{path}.ports has no place beside a Unix socket");
        }
        else if (!IpText.TryParse(spec.Address, out _))
        {
            if (needsAddress)
                report.Error($"{path}.address", $"{path}.address must be an IP address, not \"{Quoting.Short(spec.Address)}\"", "names are for resolution DNS");
            else
                SharedRules.CheckHost(spec.Address, $"{path}.address", report);
        }
    }
}
