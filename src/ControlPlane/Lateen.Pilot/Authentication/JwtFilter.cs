using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Security.V1Beta1;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;

namespace Lateen.Pilot.Authentication;

/// <summary>The filter that verifies the tokens of end users.</summary>
static class JwtFilter
{
    const string Name = "envoy.filters.http.jwt_authn", Payload = "payload";

    /// <summary>Claims that are lists although tokens have them as one text (RFC 8693 section 4.2).</summary>
    static readonly string[] SpaceDelimited = ["scope", "permission"];

    /// <summary>The filter of a workload; null when it takes nobody's tokens.</summary>
    /// <param name="authentication">Whose tokens are taken.</param>
    /// <param name="isGateway">Routes may depend on claims: they are matched again when a token is valid.</param>
    /// <param name="emitter">Takes the attributions.</param>
    public static HttpFilter? Of(WorkloadAuthentication authentication, bool isGateway, Emitter emitter)
    {
        if (authentication.Rules.Count == 0)
            return null;
        var message = new JwtAuthentication { BypassCorsPreflight = true };
        var names = authentication.Rules.Select((_, index) => $"origins-{index}").ToArray();
        foreach (var (name, rule) in names.Zip(authentication.Rules))
            message.Providers.Add(name, Provider(rule, isGateway));
        message.Rules.Add(new RequirementRule { Match = new RouteMatch { Prefix = "/" }, Requires = Requirement(names) });
        return emitter.Emit(new HttpFilter { Name = Name, TypedConfig = Any.Pack(message) }, [.. authentication.Rules.Select(rule => rule.Source)]);
    }

    /// <summary>
    /// A token of one issuer, or none. With several issuers: a token of any of them, or, of each, none or a valid one: a place that issuers share holds only one's token.
    /// </summary>
    static JwtRequirement Requirement(string[] names)
    {
        var optional = names.Select(name => OneOf(Of(name), new JwtRequirement { AllowMissing = new Empty() })).ToArray();
        if (optional.Length == 1)
            return optional[0];
        return OneOf([.. names.Select(Of), new JwtRequirement { RequiresAll = new JwtRequirementAndList { Requirements = { optional } } }]);
    }

    static JwtRequirement Of(string provider) => new() { ProviderName = provider };

    static JwtRequirement OneOf(params JwtRequirement[] requirements) => new() { RequiresAny = new JwtRequirementOrList { Requirements = { requirements } } };

    static JwtProvider Provider(TokenRule token, bool isGateway)
    {
        var rule = token.Rule;
        var provider = new JwtProvider
        {
            Issuer = rule.Issuer, Audiences = { rule.Audiences }, Forward = rule.ForwardOriginalToken, PayloadInMetadata = Payload, ClearRouteCache = isGateway,
            NormalizePayloadInMetadata = new JwtProvider.Types.NormalizePayload { SpaceDelimitedClaims = { SpaceDelimited.Union(rule.SpaceDelimitedClaims).Order(StringComparer.Ordinal) } },
            LocalJwks = new DataSource { InlineString = token.KeySet ?? UnusableKeySet.Text },
            FromParams = { rule.FromParams }, FromCookies = { rule.FromCookies },
        };
        if (IsHeaderName(rule.OutputPayloadToHeader))
            provider.ForwardPayloadHeader = rule.OutputPayloadToHeader;
        provider.FromHeaders.AddRange(rule.FromHeaders.Where(header => IsHeaderName(header.Name)).Select(header => new JwtHeader { Name = header.Name, ValuePrefix = header.Prefix }));
        provider.ClaimToHeaders.AddRange(rule.OutputClaimToHeaders.Select(output => new JwtClaimToHeader { HeaderName = output.Header, ClaimName = output.Claim }));
        return provider;
    }

    /// <summary>Envoy refuses a whole listener for what is none, and Istio would send it all the same; validation has warned.</summary>
    static bool IsHeaderName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));
}
