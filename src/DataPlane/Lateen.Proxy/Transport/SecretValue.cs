namespace Lateen.Proxy.Transport;

/// <summary>What SDS delivered under a name. Contents are PEM and never printed.</summary>
public abstract record SecretValue(string Name)
{
    /// <summary>A certificate chain, leaf first, with its private key.</summary>
    public sealed record Certificate(string Name, ReadOnlyMemory<byte> ChainPem, ReadOnlyMemory<byte> PrivateKeyPem) : SecretValue(Name)
    {
        /// <inheritdoc />
        public override string ToString() => $"certificate {Name}";
    }

    /// <summary>Trust anchors, any number of them, with the revocation lists of their CAs, if any.</summary>
    public sealed record TrustBundle(string Name, ReadOnlyMemory<byte> Pem, ReadOnlyMemory<byte> RevokedPem = default) : SecretValue(Name)
    {
        /// <inheritdoc />
        public override string ToString() => $"trust bundle {Name}";
    }

    /// <summary>The name that configuration refers to.</summary>
    public string Name { get; } = Name;
}
