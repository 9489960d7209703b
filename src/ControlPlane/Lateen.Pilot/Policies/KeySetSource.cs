using Istio.Security.V1Beta1;

namespace Lateen.Pilot.Policies;

/// <summary>Where the key set of an issuer is: at a URI, or, without one, where the issuer's OpenID discovery document says.</summary>
/// <param name="Uri">Empty asks the issuer.</param>
/// <param name="Issuer">Empty when the URI says it all.</param>
/// <param name="Timeout">For one attempt.</param>
public readonly record struct KeySetSource(string Uri, string Issuer, TimeSpan Timeout)
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5), LongestTimeout = TimeSpan.FromMinutes(1);

    const string Discovery = "/.well-known/openid-configuration";

    /// <summary>The source of a rule without a key set of its own; null when it has one.</summary>
    public static KeySetSource? Of(JWTRule rule)
    {
        if (rule.Jwks.Length > 0)
            return null;
        var timeout = rule.Timeout?.ToTimeSpan() ?? DefaultTimeout;
        if (timeout > LongestTimeout)
            timeout = LongestTimeout;
        return rule.JwksUri.Length > 0 ? new KeySetSource(rule.JwksUri, "", timeout) : new KeySetSource("", rule.Issuer, timeout);
    }

    /// <summary>The issuer's discovery document (OpenID Connect Discovery 1.0 section 4).</summary>
    public string DiscoveryUri => Issuer.TrimEnd('/') + Discovery;

    /// <inheritdoc/>
    public override string ToString() => Uri.Length > 0 ? Uri : DiscoveryUri;
}
