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
        "exportTo", "gateways", "hosts", "http.match.authority.**", "http.match.gateways", "http.match.headers.**", "http.match.ignoreUriCase",
        "http.match.method.**", "http.match.name", "http.match.port", "http.match.queryParams.**", "http.match.scheme.**", "http.match.sourceLabels",
        "http.match.sourceNamespace", "http.match.uri.**", "http.match.withoutHeaders.**", "http.name", "http.route.destination.**", "http.route.weight",
        "http.timeout",
    ];

    private protected override void Validate(VirtualService spec, ObjectReport report) => VirtualServiceRules.Check(spec, report);
}
