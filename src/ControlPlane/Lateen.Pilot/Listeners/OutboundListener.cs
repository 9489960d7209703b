using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>A listener that a service needs.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Bind">The address; the wildcard for HTTP, which all services share.</param>
sealed record OutboundListener(Service Service, ServicePort Port, string Bind)
{
    public string Name => Core.ListenerName.For(Bind, Port.Number);
}
