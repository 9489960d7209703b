using Lateen.Pilot.Values;

namespace Lateen.Pilot.Proxies;

/// <summary>What decides a gateway's listeners and routes.</summary>
/// <param name="Gateways">Full names (namespace/name) of the Gateways that select it, oldest first.</param>
/// <param name="Ports">Declared port to the port that the pod listens on, where a Service of the pod says so.</param>
public sealed record GatewayScope(ValueList<string> Gateways, ValueList<KeyValuePair<int, int>> Ports)
{
    /// <summary>Selected by nothing.</summary>
    public static readonly GatewayScope None = new([], []);

    /// <summary>The port that the pod listens on for a declared port.</summary>
    public int Translate(int port)
    {
        foreach (var (declared, target) in Ports)
        {
            if (declared == port)
                return target;
        }

        return port;
    }
}
