using System.Collections.Immutable;
using System.Net;
using k8s.Models;
using Lateen.Citadel;
using Lateen.Config;
using Lateen.Config.Stores;

namespace Lateen.Cli.Discovery;

/// <summary>The pods of the mesh, by name and by address, as the store has them now.</summary>
internal sealed class PodDirectory : IDisposable
{
    readonly IDisposable subscription;
    volatile ImmutableDictionary<(string Namespace, string Name), V1Pod> pods = ImmutableDictionary<(string, string), V1Pod>.Empty;
    volatile ImmutableDictionary<string, (string Namespace, string Name)> addresses = ImmutableDictionary<string, (string, string)>.Empty;

    public PodDirectory(IConfigStore store) => subscription = store.Subscribe(OnBatch);

    /// <summary>Why a token's claim does not fit the pods that exist; null where it does.</summary>
    /// <param name="claimed">What the token says.</param>
    /// <param name="address">Where the caller is.</param>
    public string? Contradiction(PodIdentity claimed, IPAddress? address)
    {
        if (!pods.TryGetValue((claimed.Namespace, claimed.Pod), out V1Pod? pod))
            return $"there is no pod {claimed.Namespace}/{claimed.Pod} (any more)";
        string account = ServiceAccount(pod);
        if (account != claimed.ServiceAccount)
            return $"pod {claimed.Namespace}/{claimed.Pod} runs as {account}, not as {claimed.ServiceAccount}";
        bool isElsewhere = addresses.TryGetValue(Text(address), out (string Namespace, string Name) caller) && caller != (claimed.Namespace, claimed.Pod);
        return isElsewhere ? $"it is that of pod {claimed.Namespace}/{claimed.Pod}, and pod {caller.Namespace}/{caller.Name} presents it" : null;
    }

    public void Dispose() => subscription.Dispose();

    static string ServiceAccount(V1Pod pod) => pod.Spec?.ServiceAccountName is { Length: > 0 } name ? name : "default";

    static string Text(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    void OnBatch(ConfigBatch batch)
    {
        var byName = pods.ToBuilder();
        var byAddress = addresses.ToBuilder();
        foreach (ConfigChange change in batch.Changes.Where(change => change.Ref.Kind == Kinds.Pod.Name))
        {
            (string, string) key = (change.Ref.Namespace, change.Ref.Name);
            if (change.Old?.As<V1Pod>().Status?.PodIP is { } oldAddress && byAddress.GetValueOrDefault(oldAddress) == key)
                byAddress.Remove(oldAddress);
            byName.Remove(key);
            if (change.New?.As<V1Pod>() is not { } pod)
                continue;
            byName[key] = pod;
            if (pod.Spec?.HostNetwork != true && pod.Status?.PodIP is { Length: > 0 } address)
                byAddress[address] = key;
        }

        pods = byName.ToImmutable();
        addresses = byAddress.ToImmutable();
    }
}
