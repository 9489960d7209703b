using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>How requests to some hosts are routed.</summary>
sealed class VirtualServiceKind : IstioKind<VirtualService>
{
    public override string Name => "VirtualService";

    public override ImmutableArray<string>? Honoured =>
    [
        "exportTo", "gateways", "hosts", "http.corsPolicy.**", "http.delegate.**", "http.directResponse.**", "http.fault.abort.grpcStatus",
        "http.fault.abort.httpStatus", "http.fault.abort.percentage.**", "http.fault.delay.fixedDelay", "http.fault.delay.percent",
        "http.fault.delay.percentage.**", "http.headers.**", "http.match.authority.**", "http.match.gateways",
        "http.match.headers.**", "http.match.ignoreUriCase", "http.match.method.**", "http.match.name", "http.match.port",
        "http.match.queryParams.**", "http.match.scheme.**", "http.match.sourceLabels", "http.match.sourceNamespace", "http.match.uri.**",
        "http.match.withoutHeaders.**", "http.mirror.**", "http.mirrorPercent", "http.mirrorPercentage.**", "http.mirrors.**", "http.name",
        "http.redirect.**", "http.retries.**", "http.rewrite.**", "http.route.destination.**",
        "http.route.headers.**", "http.route.weight", "http.timeout", "tcp.match.destinationSubnets", "tcp.match.gateways", "tcp.match.port",
        "tcp.match.sourceLabels", "tcp.match.sourceNamespace", "tcp.route.**", "tls.match.destinationSubnets", "tls.match.gateways", "tls.match.port", "tls.match.sniHosts",
        "tls.match.sourceLabels", "tls.match.sourceNamespace", "tls.route.**",
    ];

    private protected override void Validate(VirtualService spec, ObjectReport report) => VirtualServiceRules.Check(spec, report);
}
