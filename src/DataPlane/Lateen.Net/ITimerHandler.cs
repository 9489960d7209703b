namespace Lateen.Net;

/// <summary>Owner of timers; it tells them apart by reference.</summary>
public interface ITimerHandler
{
    void OnTimer(LoopTimer timer);
}
