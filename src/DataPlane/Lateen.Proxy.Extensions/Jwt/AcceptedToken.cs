using Lateen.Net.Http;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A valid token of a request.</summary>
readonly record struct AcceptedToken(JwtProvider Provider, VerifiedToken Token, JwtPlace Place)
{
    /// <summary>The namespace in dynamic metadata, whatever the filter's name in its chain.</summary>
    public const string MetadataNamespace = "envoy.filters.http.jwt_authn";

    /// <summary>Gives the request what the token brings, and takes the token away unless it is to be forwarded.</summary>
    public void Apply(RequestHead request, StreamInfo info)
    {
        if (Provider.PayloadHeader is { } payload)
            request.Headers.Append(payload, Token.PayloadText);
        for (var i = 0; i < Provider.ClaimHeaders.Length; i++)
        {
            if (Token.ClaimValues[i] is { } value)
                request.Headers.Append(Provider.ClaimHeaders[i].Name, value);
        }

        if (!Provider.Forward)
            Remove(request);
        if (Provider.HeaderKey.Length > 0)
            info.SetMetadata(MetadataNamespace, Provider.HeaderKey, Token.Token.Header);
        if (Provider.PayloadKey.Length > 0)
            info.SetMetadata(MetadataNamespace, Provider.PayloadKey, Token.Payload);
    }

    /// <summary>Cookies stay, as in Envoy.</summary>
    void Remove(RequestHead request)
    {
        switch (Place)
        {
            case JwtPlace.Header header:
                request.Headers.Remove(header.Name);
                break;
            case JwtPlace.Parameter parameter:
                QueryEdits.Remove(request, parameter.Name);
                break;
        }
    }
}
