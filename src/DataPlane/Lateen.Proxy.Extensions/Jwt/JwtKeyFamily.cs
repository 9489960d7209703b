namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>Types of keys (RFC 7518 section 6.1, RFC 8037).</summary>
enum JwtKeyFamily
{
    Rsa,
    Ec,
    Secret,
    Edwards,
}
