using Lateen.Proxy.Extensions.Rbac;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Message = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>envoy.filters.http.rbac: who may send which request.</summary>
sealed class RbacExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.rbac";

    string IExtension.Message => "envoy.extensions.filters.http.rbac.v3.RBAC";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(Message.Parser, at) is not { } message)
            return null;
        if (message.Matcher is not null || message.ShadowMatcher is not null)
            at["matcher"].FailUnsupported("a matcher in place of rules");
        if (message.TrackPerRuleStats)
            at["track_per_rule_stats"].FailUnsupported("counters of single rules");
        if (message.RulesStatPrefix.Length > 0)
            at["rules_stat_prefix"].FailUnsupported("a prefix of its own for counters of enforced rules");
        var scope = context.Stats.Http(context.HttpStatPrefix).Scope("rbac");
        return new RbacFilterFactory(name, RbacReading.ReadEngine(message.Rules, message.ShadowRules, message.ShadowRulesStatPrefix, Name, scope, at));
    }
}
