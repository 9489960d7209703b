using Istio.Security.V1Beta1;
using Lateen.Core;

namespace Lateen.Pilot.Policies;

/// <summary>One issuer whose tokens a workload takes.</summary>
/// <param name="Rule">What the policy says.</param>
/// <param name="KeySet">The issuer's keys as JSON; null as long as they could not be fetched.</param>
/// <param name="Source">The rule's place.</param>
public sealed record TokenRule(JWTRule Rule, string? KeySet, SourceRef Source);
