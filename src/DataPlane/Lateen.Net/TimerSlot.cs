namespace Lateen.Net;

/// <summary>A list of timers inside the wheel: first in, first out.</summary>
sealed class TimerSlot(int level, int index)
{
    public int Level => level;

    public int Index => index;

    public LoopTimer? First { get; private set; }

    LoopTimer? last;

    public void Add(LoopTimer timer)
    {
        timer.Slot = this;
        timer.Next = null;
        timer.Previous = last;
        if (last is null)
            First = timer;
        else
            last.Next = timer;
        last = timer;
    }

    public void Remove(LoopTimer timer)
    {
        if (timer.Previous is null)
            First = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is null)
            last = timer.Previous;
        else
            timer.Next.Previous = timer.Previous;
        timer.Slot = null;
        timer.Next = timer.Previous = null;
    }
}
