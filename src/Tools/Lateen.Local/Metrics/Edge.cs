using System.Text.Json.Serialization;

namespace Lateen.Local.Metrics;

/// <summary>The traffic from one workload to one version of a service.</summary>
/// <param name="Source">The workload that asks, as in <c>productpage-v1</c>.</param>
/// <param name="SourceIdentity">Its SPIFFE identity as the receiving proxy saw it; empty when none proved itself or the proxy can't say.</param>
/// <param name="Errors">Requests that were answered with 5xx or not at all.</param>
/// <param name="MutualTls">Whether every request came over mutual TLS.</param>
/// <param name="P50Ms">Median duration, milliseconds, estimated within its histogram bucket; null without requests.</param>
/// <param name="P99Ms">As <paramref name="P50Ms"/>, for the slowest hundredth.</param>
public sealed record Edge(
    string Source, string SourceIdentity, string Destination, string DestinationIdentity, string Version, long Requests, long Errors,
    [property: JsonPropertyName("mtls")] bool MutualTls, double? P50Ms, double? P99Ms);
