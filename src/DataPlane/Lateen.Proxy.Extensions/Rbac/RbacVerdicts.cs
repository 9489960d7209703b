using System.Collections.Immutable;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Rules with everything that a verdict leaves in a stream's metadata, made in advance.</summary>
/// <param name="rules">The rules.</param>
/// <param name="ns">The filter's name, which is the metadata's namespace.</param>
/// <param name="policyKey">Under which the policy that matched is kept.</param>
/// <param name="resultKey">Under which the verdict is kept.</param>
sealed class RbacVerdicts(RbacRules rules, string ns, string policyKey, string resultKey)
{
    const string CommonNamespace = "envoy.common", LogHint = "access_log_hint";

    static readonly MetadataValue Allowed = new MetadataValue.StringValue("allowed"), Denied = new MetadataValue.StringValue("denied");

    static readonly MetadataValue Wanted = new MetadataValue.BoolValue(true), NotWanted = new MetadataValue.BoolValue(false);

    readonly ImmutableArray<MetadataValue> names = [.. rules.Policies.Select(policy => new MetadataValue.StringValue(policy.Name))];

    public RbacRules Rules => rules;

    /// <summary>Whether the subject is allowed, and the policy that matched.</summary>
    public bool Judge(in RbacSubject subject, StreamInfo info, out RbacPolicy? matched)
    {
        matched = rules.Match(subject);
        var isAllowed = rules.Allows(matched);
        if (rules.Action == RbacAction.Log)
            info.SetMetadata(CommonNamespace, LogHint, matched is null ? NotWanted : Wanted);
        if (matched is not null)
            info.SetMetadata(ns, policyKey, names[matched.Ordinal]);
        info.SetMetadata(ns, resultKey, isAllowed ? Allowed : Denied);
        return isAllowed;
    }
}
