using Lateen.Net.Epoll;

namespace Lateen.Net.Tests.Loops;

/// <summary>One epoll loop, driven by the test's thread; the peer is on the same loop.</summary>
public sealed class EpollRig : ILoopRig
{
    const long LimitNanoseconds = 20_000_000_000;

    readonly EpollEventLoop loop = new("test");

    public IEventLoop Loop => loop;

    public EpollEventLoop Epoll => loop;

    public IEventLoop PeerLoop => loop;

    public void RunUntil(Func<bool> done)
    {
        loop.RunOnce(0);
        var limit = loop.Now + LimitNanoseconds;
        while (!done())
        {
            loop.RunOnce(50);
            if (loop.Now > limit)
                throw new TimeoutException("The condition was not met in 20 seconds.");
        }
    }

    public void Dispose() => loop.Dispose();
}
