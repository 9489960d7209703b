using Envoy.Config.Rbac.V3;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Reading;
using Rule = Envoy.Config.Rbac.V3.Permission.RuleOneofCase;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Reads permissions.</summary>
static class PermissionReading
{
    public static RbacCondition Read(Permission permission, FieldPath at) => permission.RuleCase switch
    {
        Rule.AndRules => new RbacCondition.All([.. permission.AndRules.Rules.Select((rule, i) => Read(rule, at["and_rules"]["rules", i]))]),
        Rule.OrRules => new RbacAnyOf([.. permission.OrRules.Rules.Select((rule, i) => Read(rule, at["or_rules"]["rules", i]))]),
        Rule.NotRule => new RbacCondition.Not(Read(permission.NotRule, at["not_rule"])),
        Rule.Any => new RbacCondition.Always(permission.Any),
        Rule.Header => ConditionReading.Header(permission.Header, at),
        Rule.UrlPath => ConditionReading.Path(permission.UrlPath, at["url_path"]),
        Rule.UriTemplate => ConditionReading.Template(permission.UriTemplate, at["uri_template"]),
        Rule.DestinationPort => new RbacCondition.DestinationPort((int)permission.DestinationPort, (int)permission.DestinationPort + 1),
        Rule.DestinationPortRange => new RbacCondition.DestinationPort(permission.DestinationPortRange.Start, permission.DestinationPortRange.End),
        Rule.DestinationIp => ConditionReading.Address(AddressKind.Destination, permission.DestinationIp, at["destination_ip"]),
        Rule.RequestedServerName => new RbacCondition.ServerName(permission.RequestedServerName.Read(at["requested_server_name"])),
#pragma warning disable CS0612 // Istio still sends the deprecated form.
        Rule.Metadata => new RbacCondition.Found(permission.Metadata.Read(at["metadata"])),
#pragma warning restore CS0612
        Rule.SourcedMetadata => ConditionReading.Sourced(permission.SourcedMetadata, at["sourced_metadata"]),
        _ => ConditionReading.Unsupported(permission.RuleCase == Rule.Matcher ? "a permission's matcher extension" : "a permission without a rule", at),
    };
}
