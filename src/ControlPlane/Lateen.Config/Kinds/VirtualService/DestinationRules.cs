using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What the weighted destinations of a route must be.</summary>
static class DestinationRules
{
    public static void Check(IReadOnlyList<(Destination? Destination, int Weight)> destinations, string path, ObjectReport report)
    {
        for (var i = 0; i < destinations.Count; i++)
        {
            var at = FieldPath.Item(path, i);
            Check(destinations[i].Destination, $"{at}.destination", report);
            SharedRules.CheckNotNegative(destinations[i].Weight, $"{at}.weight", report);
        }

        // A single destination ignores its weight.
        if (destinations.Count > 1 && destinations.All(destination => destination.Weight == 0))
            report.Error(path, $"{path} has only destinations of weight 0, so no request could go anywhere", "give at least one a weight");
        if (destinations.Sum(destination => (long)Math.Max(0, destination.Weight)) > int.MaxValue)
            report.Error(path, $"{path} has weights that sum to more than {int.MaxValue}");
    }

    public static void Check(Destination? destination, string path, ObjectReport report)
    {
        if (destination is null || destination.Host.Length == 0)
        {
            report.Error(destination is null ? path : $"{path}.host", $"{path}.host is missing", "name the service to send to");
            return;
        }

        if (destination.Host == "*")
            report.Error($"{path}.host", $"{path}.host must be one service, not \"*\"");
        else
            SharedRules.CheckHost(destination.Host, $"{path}.host", report);
        if (destination.Subset.Length > 0)
            SharedRules.CheckLabelName(destination.Subset, $"{path}.subset", report);
        if (destination.Port is { } port)
            SharedRules.CheckPort(port.Number, $"{path}.port.number", report);
    }
}
