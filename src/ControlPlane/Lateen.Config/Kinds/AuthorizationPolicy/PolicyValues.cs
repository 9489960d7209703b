using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>The lists of values that an AuthorizationPolicy's sources, operations and conditions consist of.</summary>
static class PolicyValues
{
    const int MaxPort = 65535;

    /// <summary>None may be empty: a value stands for something.</summary>
    public static void CheckFilled(IReadOnlyList<string> values, string path, ObjectReport report)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Length == 0)
                report.Error(FieldPath.Item(path, i), $"{FieldPath.Item(path, i)} must not be empty", "\"*\" stands for any value");
        }
    }

    /// <summary>Addresses or networks.</summary>
    public static void CheckNetworks(IReadOnlyList<string> values, string path, ObjectReport report)
    {
        for (var i = 0; i < values.Count; i++)
            SharedRules.CheckNetwork(values[i], FieldPath.Item(path, i), report);
    }

    /// <summary>Numbers of ports, 0 to 65535.</summary>
    public static void CheckPorts(IReadOnlyList<string> values, string path, ObjectReport report)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!ushort.TryParse(values[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
                report.Error(FieldPath.Item(path, i), $"{FieldPath.Item(path, i)} must be a port up to {MaxPort}, not \"{Quoting.Short(values[i])}\"");
        }
    }
}
