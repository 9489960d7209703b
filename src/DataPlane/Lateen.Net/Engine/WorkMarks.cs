namespace Lateen.Net.Engine;

/// <summary>The queues that a connection waits in.</summary>
[Flags]
enum WorkMarks : byte
{
    None = 0,
    Delivery = 1,
    Flush = 2,

    /// <summary>A delivery in the next batch.</summary>
    Again = 4,
}
