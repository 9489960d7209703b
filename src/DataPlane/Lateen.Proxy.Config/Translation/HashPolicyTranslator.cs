using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3.RouteAction.Types.HashPolicy;

namespace Lateen.Proxy.Config.Translation;

/// <summary>RouteAction.HashPolicy -> <see cref="HashPolicy"/>.</summary>
static class HashPolicyTranslator
{
    public static HashPolicy? Translate(Proto policy, FieldPath at)
    {
        switch (policy.PolicySpecifierCase)
        {
            case Proto.PolicySpecifierOneofCase.Header when policy.Header.RegexRewrite is not null:
                at["header"]["regex_rewrite"].FailUnsupported("hashing a rewritten header");
                return null;
            case Proto.PolicySpecifierOneofCase.Header:
                return new HashPolicy.Header(HeaderNameReading.Read(policy.Header.HeaderName, at["header"]["header_name"]), policy.Terminal);
            case Proto.PolicySpecifierOneofCase.Cookie:
                return new HashPolicy.Cookie(policy.Cookie.Name, policy.Cookie.Path, policy.Cookie.Ttl.ReadOptional(at["cookie"]["ttl"]), policy.Terminal)
                {
                    Attributes = string.Concat(policy.Cookie.Attributes.Select(attribute => attribute.Value.Length > 0 ? $"; {attribute.Name}={attribute.Value}" : $"; {attribute.Name}")),
                };
            case Proto.PolicySpecifierOneofCase.ConnectionProperties:
                return policy.ConnectionProperties.SourceIp ? new HashPolicy.SourceAddress(policy.Terminal) : null;
            case Proto.PolicySpecifierOneofCase.QueryParameter:
                return new HashPolicy.QueryParameter(policy.QueryParameter.Name, policy.Terminal);
            default:
                at["policy_specifier"].FailUnsupported($"the hash policy {policy.PolicySpecifierCase}");
                return null;
        }
    }
}
