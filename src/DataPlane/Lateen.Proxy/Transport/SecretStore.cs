namespace Lateen.Proxy.Transport;

/// <summary>The secrets that SDS has delivered, as one worker knows them.</summary>
sealed class SecretStore
{
    readonly Dictionary<string, SecretValue> byName = new(StringComparer.Ordinal);

    public SecretValue? Find(string name) => byName.GetValueOrDefault(name);

    public void Set(SecretValue secret) => byName[secret.Name] = secret;

    public void Remove(string name) => byName.Remove(name);
}
