using System.Collections.Immutable;

namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>The labels of Istio's standard metrics, in the order in which its proxy writes them.</summary>
static class IstioLabels
{
    /// <summary>Of HTTP metrics; the index of a name is the index of its value in <see cref="LabelFacts.Values"/>.</summary>
    public static ImmutableArray<string> Http { get; } =
    [
        "reporter", "source_workload", "source_canonical_service", "source_canonical_revision", "source_workload_namespace",
        "source_principal", "source_app", "source_version", "source_cluster", "destination_workload",
        "destination_workload_namespace", "destination_principal", "destination_app", "destination_version", "destination_service",
        "destination_canonical_service", "destination_canonical_revision", "destination_service_name", "destination_service_namespace",
        "destination_cluster", "request_protocol", "response_code", "grpc_response_status", "response_flags", "connection_security_policy",
    ];

    /// <summary>Of TCP metrics.</summary>
    public static ImmutableArray<string> Tcp { get; } = Http.RemoveRange(["response_code", "grpc_response_status"]);
}
