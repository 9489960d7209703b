using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>How connections to a service's endpoints are made, and which subsets the endpoints have.</summary>
sealed class DestinationRuleKind : IstioKind<DestinationRule>
{
    static readonly string[] TrafficPolicy =
    [
        "connectionPool.http.http1MaxPendingRequests", "connectionPool.http.http2MaxRequests", "connectionPool.http.maxRequestsPerConnection",
        "connectionPool.http.maxRetries", "connectionPool.http.h2UpgradePolicy", "connectionPool.http.http2KeepAlive.**", "connectionPool.http.idleTimeout",
        "connectionPool.http.maxConcurrentStreams", "connectionPool.http.useClientProtocol", "connectionPool.tcp.**",
        "loadBalancer.consistentHash.**", "loadBalancer.simple", "outlierDetection.baseEjectionTime", "outlierDetection.consecutive5xxErrors",
        "outlierDetection.consecutiveGatewayErrors", "outlierDetection.consecutiveLocalOriginFailures", "outlierDetection.interval",
        "outlierDetection.maxEjectionPercent", "outlierDetection.minHealthPercent", "outlierDetection.splitExternalLocalOriginErrors",
        "tls.caCertificates", "tls.caCrl", "tls.clientCertificate", "tls.credentialName", "tls.insecureSkipVerify", "tls.mode", "tls.privateKey", "tls.sni", "tls.subjectAltNames",
    ];

    static readonly ImmutableArray<string> Fields =
    [
        .. new[] { "exportTo", "host", "subsets.labels", "subsets.name" }
            .Concat(TrafficPolicy.Append("portLevelSettings.port.**").Concat(TrafficPolicy.Select(field => $"portLevelSettings.{field}"))
                .SelectMany(field => new[] { $"trafficPolicy.{field}", $"subsets.trafficPolicy.{field}" }))
            .Append("workloadSelector.**").Order(StringComparer.Ordinal),
    ];

    public override string Name => "DestinationRule";

    public override ImmutableArray<string>? Honoured => Fields;

    private protected override void Validate(DestinationRule spec, ObjectReport report) => DestinationRuleRules.Check(spec, report);
}
