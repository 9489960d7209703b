namespace Lateen.Graph;

/// <summary>Input changes that become visible together, as one revision. The last word on a key counts.</summary>
public sealed class Batch
{
    readonly Graph graph;
    readonly List<Action> changes = [];
    readonly HashSet<IStagedInput> inputs = [];

    internal Batch(Graph graph) => this.graph = graph;

    /// <summary>Adds or replaces an entry.</summary>
    public void Set<TKey, TValue>(InputCollection<TKey, TValue> input, TKey key, TValue value) where TKey : notnull =>
        Stage(input, key, value);

    /// <summary>Removes an entry, if there is one.</summary>
    public void Remove<TKey, TValue>(InputCollection<TKey, TValue> input, TKey key) where TKey : notnull =>
        Stage(input, key, Optional<TValue>.None);

    /// <summary>Replaces a single input.</summary>
    public void Set<TValue>(InputValue<TValue> input, TValue value)
    {
        ArgumentNullException.ThrowIfNull(input);
        Set(input.Cells, default, value);
    }

    internal bool Apply()
    {
        foreach (var change in changes)
            change();
        var any = false;
        foreach (var input in inputs)
            any |= input.Apply();
        return any;
    }

    void Stage<TKey, TValue>(InputCollection<TKey, TValue> input, TKey key, Optional<TValue> value) where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(input);
        var node = input.InputNode;
        if (node.Graph != graph)
            throw new ArgumentException($"{node.Title} belongs to another graph", nameof(input));
        changes.Add(() => node.Stage(key, value));
        inputs.Add(node);
    }
}

/// <summary>An input that has staged changes.</summary>
interface IStagedInput
{
    /// <summary>Makes the staged changes visible. Returns whether any of them is one.</summary>
    bool Apply();
}
