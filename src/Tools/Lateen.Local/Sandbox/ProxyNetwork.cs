namespace Lateen.Local.Sandbox;

/// <summary>What a pod's proxy must know of its network.</summary>
/// <param name="DiscoveryAddress">host:port of the control plane.</param>
/// <param name="Arguments">Flags.</param>
/// <param name="Environment">Variables.</param>
internal sealed record ProxyNetwork(string DiscoveryAddress, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);
