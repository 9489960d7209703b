using Lateen.Proxy.Transport;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Clusters;

/// <summary>A transport socket for endpoints whose metadata (`envoy.transport_socket_match`) has all of <paramref name="Match"/>.</summary>
public sealed record TransportSocketMatch(string Name, MetadataValue.StructValue Match, TransportSocketConfig TransportSocket);
