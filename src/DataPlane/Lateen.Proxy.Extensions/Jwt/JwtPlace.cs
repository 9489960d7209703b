using Lateen.Net.Http;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>Where in a request tokens are looked for.</summary>
abstract record JwtPlace
{
    /// <summary>A header, of which the token is what follows a prefix; the whole value when the prefix is empty.</summary>
    public sealed record Header(HeaderName Name, string Prefix) : JwtPlace;

    /// <summary>A query parameter, percent-decoded; of several, the first.</summary>
    public sealed record Parameter(string Name) : JwtPlace;

    /// <summary>A cookie.</summary>
    public sealed record Cookie(string Name) : JwtPlace;
}
