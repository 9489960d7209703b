namespace Lateen.Pilot.Services;

/// <summary>How a service's name becomes an address.</summary>
public enum Resolution
{
    /// <summary>The proxy chooses among endpoints that the control plane knows.</summary>
    Endpoints,

    /// <summary>The client chooses, and the proxy sends on to where the connection was going: headless, or a ServiceEntry without resolution.</summary>
    Passthrough,

    /// <summary>ExternalName: another host's name.</summary>
    Alias,

    /// <summary>The proxy asks DNS, and takes every address of the answer as an endpoint.</summary>
    Dns,

    /// <summary>The proxy asks DNS, and uses the first address for new connections.</summary>
    DnsRoundRobin,

    /// <summary>The proxy asks DNS for the name that each request is for.</summary>
    DynamicDns,
}
