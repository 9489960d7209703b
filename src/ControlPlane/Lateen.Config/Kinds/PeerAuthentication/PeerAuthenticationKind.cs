using System.Collections.Immutable;
using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Whether workloads take plaintext, mutual TLS or both.</summary>
sealed class PeerAuthenticationKind : IstioKind<PeerAuthentication>
{
    public override string Name => "PeerAuthentication";

    public override string Group => "security.istio.io";

    public override ImmutableArray<string> Versions => ["v1", "v1beta1"];

    public override ImmutableArray<string>? Honoured => ["mtls.**", "portLevelMtls.**", "selector.**"];

    private protected override void Validate(PeerAuthentication spec, ObjectReport report) => PeerAuthenticationRules.Check(spec, report);
}
