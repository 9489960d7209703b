using Envoy.Config.Core.V3;

namespace Lateen.Xds.Server;

/// <summary>A client as it introduced itself and as the transport knows it.</summary>
/// <param name="ConnectionId">Unique name of the stream in this process: node id and a number.</param>
/// <param name="Node">What the client says of itself in its first request.</param>
/// <param name="Identities">SPIFFE ids proved by token or certificate; empty on a plaintext port.</param>
/// <param name="Address">The client's address, for logs.</param>
/// <param name="Delta">Whether the stream speaks the delta variant.</param>
public sealed record XdsPeer(
    string ConnectionId, Node Node, IReadOnlyList<string> Identities, string Address, bool Delta);
