using System.Collections.Immutable;
using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Which tokens of end users are valid.</summary>
sealed class RequestAuthenticationKind : IstioKind<RequestAuthentication>
{
    public override string Name => "RequestAuthentication";

    public override string Group => "security.istio.io";

    public override ImmutableArray<string> Versions => ["v1", "v1beta1"];

    public override ImmutableArray<string>? Honoured => ["jwtRules.**", "selector.**", "targetRef.**", "targetRefs.**"];

    private protected override void Validate(RequestAuthentication spec, ObjectReport report) => RequestAuthenticationRules.Check(spec, report);
}
