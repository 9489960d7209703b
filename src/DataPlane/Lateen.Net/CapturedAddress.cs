namespace Lateen.Net;

/// <summary>An address whose connections count as redirected.</summary>
/// <param name="Listen">Where they come in.</param>
/// <param name="Port">The port that they are redirected to: who listens there gets them.</param>
/// <param name="Destination">Where they were going; <see cref="IConnection.TryGetOriginalDestination"/> says so.</param>
public sealed record CapturedAddress(NetAddress Listen, ushort Port, NetAddress Destination);
