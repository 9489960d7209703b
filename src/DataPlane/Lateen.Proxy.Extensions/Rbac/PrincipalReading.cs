using Envoy.Config.Rbac.V3;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Reading;
using Identifier = Envoy.Config.Rbac.V3.Principal.IdentifierOneofCase;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Reads principals.</summary>
static class PrincipalReading
{
    public static RbacCondition Read(Principal principal, FieldPath at) => principal.IdentifierCase switch
    {
        Identifier.AndIds => new RbacCondition.All([.. principal.AndIds.Ids.Select((id, i) => Read(id, at["and_ids"]["ids", i]))]),
        Identifier.OrIds => new RbacAnyOf([.. principal.OrIds.Ids.Select((id, i) => Read(id, at["or_ids"]["ids", i]))]),
        Identifier.NotId => new RbacCondition.Not(Read(principal.NotId, at["not_id"])),
        Identifier.Any => new RbacCondition.Always(principal.Any),
        Identifier.Authenticated => new RbacCondition.Authenticated(principal.Authenticated.PrincipalName?.Read(at["authenticated"]["principal_name"])),
        Identifier.Header => ConditionReading.Header(principal.Header, at),
        Identifier.UrlPath => ConditionReading.Path(principal.UrlPath, at["url_path"]),
        Identifier.DirectRemoteIp => ConditionReading.Address(AddressKind.DirectRemote, principal.DirectRemoteIp, at["direct_remote_ip"]),
        Identifier.RemoteIp => ConditionReading.Address(AddressKind.Remote, principal.RemoteIp, at["remote_ip"]),
#pragma warning disable CS0612 // The deprecated forms are still sent and accepted.
        Identifier.SourceIp => ConditionReading.Address(AddressKind.Remote, principal.SourceIp, at["source_ip"]),
        Identifier.Metadata => new RbacCondition.Found(principal.Metadata.Read(at["metadata"])),
#pragma warning restore CS0612
        Identifier.SourcedMetadata => ConditionReading.Sourced(principal.SourcedMetadata, at["sourced_metadata"]),
        Identifier.FilterState => ConditionReading.Unsupported("a principal in filter state", at["filter_state"]),
        _ => ConditionReading.Unsupported(principal.IdentifierCase == Identifier.Custom ? "a principal's extension" : "a principal without an identifier", at),
    };
}
