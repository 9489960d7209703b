using Lateen.Proxy.Extensions.Rbac;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;
using Message = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>envoy.filters.network.rbac: who may connect.</summary>
sealed class RbacExtension : INetworkFilterExtension
{
    public string Name => "envoy.filters.network.rbac";

    string IExtension.Message => "envoy.extensions.filters.network.rbac.v3.RBAC";

    public bool IsTerminal => false;

    public INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(Message.Parser, at) is not { } message)
            return null;
        if (message.Matcher is not null || message.ShadowMatcher is not null)
            at["matcher"].FailUnsupported("a matcher in place of rules");
        if (message.EnforcementType == Message.Types.EnforcementType.Continuous)
            at["enforcement_type"].FailUnsupported("asking the rules again with every piece of data");
        if (message.DelayDeny is not null)
            at["delay_deny"].FailUnsupported("a delay before what is refused is closed");
        var scope = context.Stats.Scope($"{message.StatPrefix}rbac");
        return new RbacConfig
        {
            Name = name, Engine = RbacReading.ReadEngine(message.Rules, message.ShadowRules, message.ShadowRulesStatPrefix, Name, scope, at),
        };
    }
}
