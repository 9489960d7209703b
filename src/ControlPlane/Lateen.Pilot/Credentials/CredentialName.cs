using System.Diagnostics.CodeAnalysis;
using Lateen.Core;

namespace Lateen.Pilot.Credentials;

/// <summary>
/// What a proxy asks for over SDS, read from the name: <c>kubernetes://[NAMESPACE/]NAME</c> or <c>configmap://NAMESPACE/NAME</c>. A name that ends in
/// <see cref="SecretName.CaSuffix"/> asks for the trust anchors of a credential, any other for its certificate and key.
/// </summary>
/// <param name="Kind">Of the object that holds it: Secret or ConfigMap.</param>
/// <param name="Namespace">Of that object.</param>
/// <param name="Name">Of that object, with the suffix.</param>
sealed record CredentialName(string Kind, string Namespace, string Name)
{
    const string Secrets = "kubernetes://", Maps = "configmap://";

    /// <summary>Whether trust anchors are asked for.</summary>
    public bool IsCa => Name.EndsWith(SecretName.CaSuffix, StringComparison.Ordinal);

    /// <summary>The name without the suffix.</summary>
    public string WithoutSuffix => IsCa ? Name[..^SecretName.CaSuffix.Length] : Name;

    /// <summary>False for a name that is none, or that somebody else serves (the agent, a provider of its own).</summary>
    /// <param name="text">As asked.</param>
    /// <param name="ownNamespace">Of who asks: where a Secret is when the name doesn't say.</param>
    /// <param name="name">What it means.</param>
    public static bool TryParse(string text, string ownNamespace, [NotNullWhen(true)] out CredentialName? name)
    {
        name = null;
        if (text.StartsWith(Secrets, StringComparison.Ordinal))
            name = Read(Config.Kinds.Secret.Name, text[Secrets.Length..], ownNamespace);
        else if (text.StartsWith(Maps, StringComparison.Ordinal))
            name = Read(Config.Kinds.ConfigMap.Name, text[Maps.Length..], "");
        return name is not null;
    }

    static CredentialName? Read(string kind, string rest, string ownNamespace)
    {
        var slash = rest.IndexOf('/');
        var owner = slash < 0 ? ownNamespace : rest[..slash];
        var name = rest[(slash + 1)..];
        return owner.Length == 0 || name.Length == 0 || name.Contains('/') ? null : new CredentialName(kind, owner, name);
    }
}
