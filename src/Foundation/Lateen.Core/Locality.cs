namespace Lateen.Core;

/// <summary>Where a workload runs. Each part may be empty; a part behind an empty one is empty.</summary>
/// <param name="Region">For example us-east1.</param>
/// <param name="Zone">Within the region.</param>
/// <param name="SubZone">Within the zone.</param>
public readonly record struct Locality(string Region, string Zone, string SubZone) : IComparable<Locality>
{
    /// <summary>Nowhere in particular.</summary>
    public static readonly Locality None = new("", "", "");

    /// <summary>
    /// Reads <c>region/zone/subzone</c> with one to three parts, or none. In the label <c>istio-locality</c>, where "/" is not allowed, "." stands for it.
    /// </summary>
    public static Locality Parse(string text)
    {
        var parts = text.Split(text.Contains('/') ? '/' : '.', 3);
        return new Locality(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    /// <summary>Ordinal by region, zone and subzone.</summary>
    public int CompareTo(Locality other)
    {
        var order = string.CompareOrdinal(Region, other.Region);
        if (order == 0)
            order = string.CompareOrdinal(Zone, other.Zone);
        return order != 0 ? order : string.CompareOrdinal(SubZone, other.SubZone);
    }

    /// <summary>Parts joined by "/", without trailing empty ones.</summary>
    public override string ToString() =>
        SubZone.Length > 0 ? $"{Region}/{Zone}/{SubZone}" : Zone.Length > 0 ? $"{Region}/{Zone}" : Region;
}
