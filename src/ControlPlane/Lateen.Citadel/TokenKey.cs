using System.Buffers.Text;
using System.Security.Cryptography;
using Lateen.Identity;

namespace Lateen.Citadel;

/// <summary>The key with which the control plane signs and checks the tokens of pods. Kept in its state folder.</summary>
public sealed class TokenKey : IDisposable
{
    const string KeyFile = "token-key.pem";

    TokenKey(PrivateKey key)
    {
        Key = key.Key;
        Id = Base64Url.EncodeToString(SHA256.HashData(Key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));
    }

    /// <summary>Name of the key in a token's header.</summary>
    public string Id { get; }

    internal ECDsa Key { get; }

    public static TokenKey Generate() => new(PrivateKey.Generate());

    /// <summary>Reads the key of a folder, or makes one there on first use.</summary>
    /// <exception cref="IOException">The folder or file cannot be read or written; nothing half-written is left.</exception>
    public static TokenKey LoadOrCreate(string folder)
    {
        SecretFile.PrepareFolder(folder);
        string path = Path.Combine(folder, KeyFile);
        if (File.Exists(path))
            return new TokenKey(PrivateKey.FromPem(SecretFile.Read(path)));
        PrivateKey key = PrivateKey.Generate();
        SecretFile.Write(path, key.ToPem());
        return new TokenKey(key);
    }

    public override string ToString() => $"token key {Id}";

    public void Dispose() => Key.Dispose();
}
