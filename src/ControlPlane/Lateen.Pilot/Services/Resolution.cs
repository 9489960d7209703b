namespace Lateen.Pilot.Services;

/// <summary>How a service's name becomes an address.</summary>
public enum Resolution
{
    /// <summary>A virtual address; the proxy chooses among endpoints.</summary>
    Endpoints,

    /// <summary>Headless: the client chooses, and the proxy sends on to where the connection was going.</summary>
    Passthrough,

    /// <summary>ExternalName: another host's name.</summary>
    Alias,
}
