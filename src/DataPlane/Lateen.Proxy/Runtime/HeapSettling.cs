namespace Lateen.Proxy.Runtime;

/// <summary>
/// Decides when to compact the heap. Traffic allocates nothing, so what grows it is configuration, and the collector, which waits for the next
/// growth, would keep the waste of the last push for ever. Main loop only.
/// </summary>
public sealed class HeapSettling
{
    /// <summary>What is worth a pause of the workers.</summary>
    public const long WorthwhileBytes = 4 * 1024 * 1024;

    /// <summary>In a second that allocates more, configuration is on its way; a scrape of the metrics takes a tenth.</summary>
    public const long CalmBytes = 1024 * 1024;

    /// <summary>So long it must have been calm.</summary>
    public const int CalmSeconds = 3;

    /// <summary>Between two compactions.</summary>
    public const int SecondsApart = 60;

    readonly Func<long> _allocated;
    readonly Action _compact;
    long _atLastCompaction;
    long _atLastSecond;
    int _calmFor;
    int _sinceLast = SecondsApart;

    /// <param name="allocated">Bytes that the process has ever allocated on its heap.</param>
    /// <param name="compact">Gives unused memory back.</param>
    public HeapSettling(Func<long> allocated, Action compact) => (_allocated, _compact) = (allocated, compact);

    /// <summary>To be called every second.</summary>
    public void OnSecond()
    {
        var allocated = _allocated();
        _calmFor = allocated - _atLastSecond <= CalmBytes ? _calmFor + 1 : 0;
        _atLastSecond = allocated;
        _sinceLast++;
        if (_calmFor < CalmSeconds || _sinceLast < SecondsApart || allocated - _atLastCompaction < WorthwhileBytes)
            return;
        _compact();
        _sinceLast = 0;
        _atLastCompaction = allocated;
    }
}
