using System.Text;
using k8s.Models;
using Lateen.Config;

namespace Lateen.Pilot.Credentials;

/// <summary>The entries of a Secret or ConfigMap, as bytes. An empty entry is none. Nothing here is ever printed.</summary>
static class CredentialData
{
    /// <summary>The entry; null when there is none.</summary>
    public static byte[]? Find(ConfigObject item, string key)
    {
        var value = item.Spec switch
        {
            // As the API server merges them: what is written as text wins.
            V1Secret { StringData: { } texts } when texts.TryGetValue(key, out var text) => Encoding.UTF8.GetBytes(text),
            V1Secret { Data: { } data } => data.TryGetValue(key, out var bytes) ? bytes : null,
            V1ConfigMap { Data: { } data } => data.TryGetValue(key, out var text) ? Encoding.UTF8.GetBytes(text) : null,
            _ => null,
        };
        return value is { Length: > 0 } ? value : null;
    }
}
