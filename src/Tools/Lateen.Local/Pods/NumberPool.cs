namespace Lateen.Local.Pods;

/// <summary>Gives each key the lowest free number and keeps it until the key is released.</summary>
internal sealed class NumberPool
{
    readonly Dictionary<string, int> numbers = [];
    readonly SortedSet<int> free = [];

    public int Of(string key)
    {
        if (numbers.TryGetValue(key, out var number))
            return number;
        number = free.Count > 0 ? free.Min : numbers.Count;
        free.Remove(number);
        numbers.Add(key, number);
        return number;
    }

    public void Release(string key)
    {
        if (numbers.Remove(key, out var number))
            free.Add(number);
    }
}
