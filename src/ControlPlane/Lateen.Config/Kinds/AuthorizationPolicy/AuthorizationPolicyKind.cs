using System.Collections.Immutable;
using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Who may call what.</summary>
sealed class AuthorizationPolicyKind : IstioKind<AuthorizationPolicy>
{
    public override string Name => "AuthorizationPolicy";

    public override string Group => "security.istio.io";

    public override ImmutableArray<string> Versions => ["v1", "v1beta1"];

    public override string Plural => "authorizationpolicies";

    public override ImmutableArray<string>? Honoured => ["action", "rules.**", "selector.**", "targetRef.**", "targetRefs.**"];

    private protected override void Validate(AuthorizationPolicy spec, ObjectReport report) => AuthorizationPolicyRules.Check(spec, report);
}
