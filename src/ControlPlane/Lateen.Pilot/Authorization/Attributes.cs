namespace Lateen.Pilot.Authorization;

/// <summary>The keys of attributes: those of <c>when</c>, and three that only operations have.</summary>
static class Attributes
{
    public const string DestinationIp = "destination.ip", DestinationPort = "destination.port", ServerName = "connection.sni",
        EnvoyFilters = "experimental.envoy.filters.", Host = ":authority", Method = ":method", Path = "path";

    public const string SourceIp = "source.ip", RemoteIp = "remote.ip", SourceNamespace = "source.namespace", SourcePrincipal = "source.principal",
        SourceServiceAccount = "source.serviceAccount", SourceTrustDomain = "source.trustDomain", RequestPrincipal = "request.auth.principal",
        RequestAudiences = "request.auth.audiences", RequestPresenter = "request.auth.presenter", RequestHeaders = "request.headers",
        RequestClaims = "request.auth.claims";

    /// <summary>Whether the attribute is of where a request goes, not of who sends it.</summary>
    public static bool IsOfDestination(string key) =>
        key is DestinationIp or DestinationPort or ServerName or Host or Method or Path || key.StartsWith(EnvoyFilters, StringComparison.Ordinal);
}
