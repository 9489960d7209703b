namespace Lateen.Net.Engine;

/// <summary>
/// Work handed to a loop by other threads: a stack changed by compare-and-swap, taken whole by the loop and turned round. No lock, and one allocation per item.
/// </summary>
sealed class PostQueue
{
    static readonly Item Closed = new(static _ => { }, null);
    Item? top;

    public bool IsEmpty => Volatile.Read(ref top) is not { } item || ReferenceEquals(item, Closed);

    /// <summary>False when the queue is closed. <paramref name="wasEmpty"/> tells the caller to wake the loop.</summary>
    public bool TryAdd(Action<object?> callback, object? state, out bool wasEmpty)
    {
        var item = new Item(callback, state);
        while (true)
        {
            var seen = Volatile.Read(ref top);
            wasEmpty = seen is null;
            if (ReferenceEquals(seen, Closed))
                return false;
            item.Next = seen;
            if (ReferenceEquals(Interlocked.CompareExchange(ref top, item, seen), seen))
                return true;
        }
    }

    /// <summary>Runs what was there at the time of the call, oldest first. Loop only. <paramref name="report"/> filters exceptions.</summary>
    public void RunAll(Func<Exception, bool> report)
    {
        if (IsEmpty)
            return;
        var item = Reverse(Interlocked.Exchange(ref top, null));
        for (; item is not null; item = item.Next)
        {
            try
            {
                item.Callback(item.State);
            }
            catch (Exception exception) when (report(exception))
            {
                // Reported: the next item is not to blame.
            }
        }
    }

    public void Close() => Interlocked.Exchange(ref top, Closed);

    static Item? Reverse(Item? item)
    {
        Item? reversed = null;
        while (item is not null)
        {
            var next = item.Next;
            item.Next = reversed;
            reversed = item;
            item = next;
        }

        return reversed;
    }

    sealed class Item(Action<object?> callback, object? state)
    {
        public Action<object?> Callback => callback;

        public object? State => state;

        public Item? Next;
    }
}
