using System.Collections.Immutable;

namespace Lateen.Proxy.Observability;

/// <summary>
/// The ALPN list that a filter wants offered on the upstream connection of a stream, in place of the cluster's: filter state
/// <see cref="Key"/>, as in Envoy. Immutable and shared, so that connection pools compare it by reference first.
/// </summary>
public sealed record ApplicationProtocols(ImmutableArray<string> Protocols)
{
    /// <summary>The name in the filter state.</summary>
    public const string Key = "envoy.network.application_protocols";
}
