namespace Lateen.Local.Metrics;

/// <summary>Who asks whom: what one row of the report is about.</summary>
internal readonly record struct EdgeKey(string Source, string Destination, string Version) : IComparable<EdgeKey>
{
    public int CompareTo(EdgeKey other)
    {
        var order = string.CompareOrdinal(Source, other.Source);
        if (order == 0)
            order = string.CompareOrdinal(Destination, other.Destination);
        return order != 0 ? order : string.CompareOrdinal(Version, other.Version);
    }
}
