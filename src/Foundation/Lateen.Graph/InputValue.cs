namespace Lateen.Graph;

/// <summary>A single value that is set from outside, through a <see cref="Batch"/>.</summary>
public sealed class InputValue<TValue>
{
    internal InputValue(Graph graph, string name, TValue initial, IEqualityComparer<TValue> equality)
    {
        Cells = new InputCollection<ValueTuple, TValue>(graph, name, equality);
        graph.Commit(batch => batch.Set(Cells, default, initial));
    }

    internal InputCollection<ValueTuple, TValue> Cells { get; }
}
