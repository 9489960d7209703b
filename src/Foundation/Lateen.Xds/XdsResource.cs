using System.Security.Cryptography;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Xds;

/// <summary>
/// One named xDS resource, encoded once and shared between all clients that get it. Two resources with the same
/// type, name and bytes are equal.
/// </summary>
public sealed class XdsResource : IEquatable<XdsResource>
{
    const int VersionBytes = 12;

    /// <param name="typeUrl">Full type URL.</param>
    /// <param name="name">The name that clients subscribe to.</param>
    /// <param name="value">The message's bytes.</param>
    public XdsResource(string typeUrl, string name, ByteString value)
    {
        TypeUrl = typeUrl;
        Name = name;
        Version = Convert.ToHexStringLower(SHA256.HashData(value.Span).AsSpan(0, VersionBytes));
        Any = new Any { TypeUrl = typeUrl, Value = value };
        Wrapped = new Resource { Name = name, Version = Version, Resource_ = Any };
    }

    public string TypeUrl { get; }

    public string Name { get; }

    /// <summary>24 hexadecimal digits computed from the bytes: equal content has equal versions in every process.</summary>
    public string Version { get; }

    /// <summary>As a state-of-the-world response carries it. Shared: never modified.</summary>
    public Any Any { get; }

    /// <summary>As a delta response carries it. Shared: never modified.</summary>
    public Resource Wrapped { get; }

    /// <summary>Encodes <paramref name="message"/> under its own type URL.</summary>
    public static XdsResource Of(string name, IMessage message) =>
        new(XdsTypes.Prefix + message.Descriptor.FullName, name, message.ToByteString());

    public bool Equals(XdsResource? other) =>
        ReferenceEquals(this, other)
        || (other is not null && TypeUrl == other.TypeUrl && Name == other.Name && Version == other.Version
            && Any.Value.Equals(other.Any.Value));

    public override bool Equals(object? obj) => Equals(obj as XdsResource);

    public override int GetHashCode() => HashCode.Combine(TypeUrl, Name, Version);

    public override string ToString() => $"{XdsTypes.ShortName(TypeUrl)} {Name}@{Version}";
}
