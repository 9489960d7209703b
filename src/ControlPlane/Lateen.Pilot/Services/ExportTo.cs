using Lateen.Pilot.Values;

namespace Lateen.Pilot.Services;

/// <summary>The namespaces that may see an object. The default value is everybody.</summary>
/// <param name="Private">Only the object's own namespace, or what <paramref name="Namespaces"/> adds.</param>
/// <param name="Namespaces">Namespaces named one by one.</param>
public readonly record struct ExportTo(bool Private, ValueList<string>? Namespaces)
{
    /// <summary>Everybody.</summary>
    public static readonly ExportTo Everybody;

    /// <summary>Reads exportTo: "*", ".", "~" (nobody) or namespaces; <paramref name="fallback"/> when there are none.</summary>
    public static ExportTo Of(IReadOnlyCollection<string> entries, string ownNamespace, IReadOnlyCollection<string>? fallback = null)
    {
        if (entries.Count == 0)
            return fallback is { Count: > 0 } ? Of(fallback, ownNamespace) : Everybody;
        return entries.Contains("*")
            ? Everybody
            : new ExportTo(true, entries.Where(entry => entry != "~").Select(entry => entry == "." ? ownNamespace : entry).ToValueList());
    }

    /// <summary>The place in which Istio looks: what is private to the namespace first, then what is exported to namespaces by name, then the rest.</summary>
    public int Rank(string ownNamespace) => !Private ? 2 : IsPrivateTo(ownNamespace) ? 0 : 1;

    /// <summary>Whether clients in the namespace may use the object.</summary>
    public bool Includes(string clientNamespace) => !Private || Namespaces!.Contains(clientNamespace);

    /// <summary>Whether only the object's own namespace may.</summary>
    public bool IsPrivateTo(string ownNamespace) => Private && Namespaces is [var only] && only == ownNamespace;
}
