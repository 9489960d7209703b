using System.Security.Cryptography;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A signature algorithm of RFC 7518 section 3.1. The key's type decides which family may be used, never the token.</summary>
/// <param name="Name">For example RS256.</param>
/// <param name="Family">Which keys it takes.</param>
/// <param name="Hash">What is signed is hashed so.</param>
sealed record JwtAlgorithm(string Name, JwtKeyFamily Family, HashAlgorithmName Hash)
{
    static readonly JwtAlgorithm[] All =
    [
        new("ES256", JwtKeyFamily.Ec, HashAlgorithmName.SHA256), new("ES384", JwtKeyFamily.Ec, HashAlgorithmName.SHA384), new("ES512", JwtKeyFamily.Ec, HashAlgorithmName.SHA512),
        new("HS256", JwtKeyFamily.Secret, HashAlgorithmName.SHA256), new("HS384", JwtKeyFamily.Secret, HashAlgorithmName.SHA384), new("HS512", JwtKeyFamily.Secret, HashAlgorithmName.SHA512),
        new("PS256", JwtKeyFamily.Rsa, HashAlgorithmName.SHA256), new("PS384", JwtKeyFamily.Rsa, HashAlgorithmName.SHA384), new("PS512", JwtKeyFamily.Rsa, HashAlgorithmName.SHA512),
        new("RS256", JwtKeyFamily.Rsa, HashAlgorithmName.SHA256), new("RS384", JwtKeyFamily.Rsa, HashAlgorithmName.SHA384), new("RS512", JwtKeyFamily.Rsa, HashAlgorithmName.SHA512),
        new("EdDSA", JwtKeyFamily.Edwards, HashAlgorithmName.SHA512),
    ];

    /// <summary>How RSA signatures are padded.</summary>
    public RSASignaturePadding Padding => Name[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    /// <summary>The algorithm of a name; null when there is none of it, "none" included.</summary>
    public static JwtAlgorithm? Find(string name) => Array.Find(All, algorithm => algorithm.Name == name);
}
