using System.Collections.Immutable;
using Istio.Networking.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Settings of the proxies of some workloads.</summary>
sealed class ProxyConfigKind : IstioKind<ProxyConfig>
{
    public override string Name => "ProxyConfig";

    public override ImmutableArray<string> Versions => ["v1beta1"];

    public override ImmutableArray<string>? Honoured => [];

    private protected override void Validate(ProxyConfig spec, ObjectReport report) => SharedRules.CheckNotNegative(spec.Concurrency ?? 0, "spec.concurrency", report);
}
