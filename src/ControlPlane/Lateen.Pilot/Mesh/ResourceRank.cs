using Lateen.Pilot.Services;

namespace Lateen.Pilot.Mesh;

/// <summary>The place of a resource among those of its type, in the order that Istio sends them.</summary>
/// <param name="Section">Services' first, then the special ones.</param>
/// <param name="Service">Oldest first; null outside services.</param>
/// <param name="Port">Position of the port, or its number.</param>
/// <param name="Part">Position within the port.</param>
readonly record struct ResourceRank(int Section, Service? Service, int Port, int Part) : IComparable<ResourceRank>
{
    public int CompareTo(ResourceRank other)
    {
        var order = Section.CompareTo(other.Section);
        if (order == 0 && Service is not null)
            order = Service.CompareTo(other.Service);
        if (order == 0)
            order = Port.CompareTo(other.Port);
        return order != 0 ? order : Part.CompareTo(other.Part);
    }
}
