namespace Lateen.Net.Http2;

/// <summary>The last streams that we reset ourselves: frames that were under way to them are no error (RFC 9113 section 5.1).</summary>
struct RecentIds()
{
    const int Kept = 64;

    int[]? ids;
    int next;

    public void Add(int id)
    {
        ids ??= new int[Kept];
        ids[next++ & (Kept - 1)] = id;
    }

    public readonly bool Contains(int id) => ids is not null && ids.AsSpan().Contains(id);
}
