using System.Buffers;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>The characters that tokens are made of: base64url and dots.</summary>
static class JwtCharacters
{
    public static SearchValues<byte> All { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);
}
