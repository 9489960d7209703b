using Lateen.Pilot.Values;

namespace Lateen.Pilot.Policies;

/// <summary>What a workload accepts, port by port.</summary>
/// <param name="Default">On ports not named.</param>
/// <param name="Ports">The workload's ports with a word of their own, by number.</param>
public sealed record WorkloadMtls(PortMtls Default, ValueList<KeyValuePair<int, PortMtls>> Ports)
{
    /// <summary>What is accepted on a port of the workload.</summary>
    public PortMtls On(int port)
    {
        foreach (var (number, mode) in Ports)
        {
            if (number == port)
                return mode;
        }

        return Default;
    }
}
