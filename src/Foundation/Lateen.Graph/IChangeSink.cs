namespace Lateen.Graph;

/// <summary>An operator that is handed the changes of the collection it reads. Called under the structure lock.</summary>
interface IChangeSink<TKey, TValue> where TKey : notnull
{
    /// <summary>Takes note of the changes and queues the operator. The list is reused: copy what is kept.</summary>
    void Accept(IReadOnlyList<Change<TKey, TValue>> changes);
}
