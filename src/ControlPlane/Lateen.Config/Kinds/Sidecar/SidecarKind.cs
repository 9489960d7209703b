using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What some workloads listen on and can see.</summary>
sealed class SidecarKind : IstioKind<Sidecar>
{
    public override string Name => "Sidecar";

    public override ImmutableArray<string>? Honoured =>
    [
        "egress.bind", "egress.captureMode", "egress.hosts", "egress.port.name", "egress.port.number", "egress.port.protocol", "inboundConnectionPool.**", "ingress.bind",
        "ingress.captureMode", "ingress.connectionPool.**", "ingress.defaultEndpoint", "ingress.port.name", "ingress.port.number", "ingress.port.protocol",
        "outboundTrafficPolicy.**",
        "workloadSelector.**",
    ];

    private protected override void Validate(Sidecar spec, ObjectReport report) => SidecarRules.Check(spec, report);
}
