using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;

namespace Lateen.Proxy.Extensions;

/// <summary>The extensions of one category. An extension is chosen by its configuration's message, or by name when it has none.</summary>
public sealed class ExtensionList<T>
    where T : class, IExtension
{
    readonly FrozenDictionary<string, T> _byMessage;
    readonly FrozenDictionary<string, T> _byName;

    /// <param name="category">Envoy's name of the category, such as envoy.filters.http.</param>
    /// <param name="all">Sorted by name.</param>
    public ExtensionList(string category, ImmutableArray<T> all)
    {
        (Category, All) = (category, all);
        _byMessage = all.ToFrozenDictionary(extension => extension.Message);
        _byName = all.ToFrozenDictionary(extension => extension.Name);
    }

    /// <summary>Envoy's name of the category.</summary>
    public string Category { get; }

    /// <summary>All of them, sorted by name.</summary>
    public ImmutableArray<T> All { get; }

    /// <summary>The extension that a configuration asks for; null, with Envoy's reason noted, when there is none.</summary>
    public T? Find(string name, TypedConfig config, FieldPath at)
    {
        var found = config.Message.Length == 0 ? _byName.GetValueOrDefault(name) : _byMessage.GetValueOrDefault(config.Message);
        if (found is null)
            at.Fail($"Didn't find a registered implementation for '{name}' with type URL: '{config.Message}'");
        return found;
    }

    /// <summary>True when the configuration asks for an extension of this list.</summary>
    public bool Knows(string name, TypedConfig config) =>
        config.Message.Length == 0 ? _byName.ContainsKey(name) : _byMessage.ContainsKey(config.Message);
}
