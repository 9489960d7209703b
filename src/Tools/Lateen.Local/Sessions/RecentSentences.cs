namespace Lateen.Local.Sessions;

/// <summary>The last sentences that were said, for a while.</summary>
internal sealed class RecentSentences(TimeProvider time)
{
    static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    const int Most = 6;

    readonly Lock gate = new();
    readonly Queue<(long At, string Text)> sentences = [];

    /// <summary>Those that are still of interest, oldest first.</summary>
    public IReadOnlyList<string> Current
    {
        get
        {
            lock (gate)
            {
                while (sentences.Count > Most || sentences.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Life)
                    sentences.Dequeue();
                return [.. sentences.Select(sentence => sentence.Text)];
            }
        }
    }

    public void Add(string sentence)
    {
        lock (gate)
            sentences.Enqueue((time.GetTimestamp(), sentence));
    }
}
