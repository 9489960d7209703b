namespace Lateen.Net.Epoll;

/// <summary>Several listening sockets that are one to their owner.</summary>
sealed class EpollListenerGroup(IReadOnlyList<EpollListener> members) : IListener
{
    public NetAddress LocalAddress => members[0].LocalAddress;

    public IAcceptHandler Handler
    {
        get => members[0].Handler;
        set
        {
            foreach (var member in members)
                member.Handler = value;
        }
    }

    public void Pause()
    {
        foreach (var member in members)
            member.Pause();
    }

    public void Resume()
    {
        foreach (var member in members)
            member.Resume();
    }

    public void Close()
    {
        foreach (var member in members)
            member.Close();
    }
}
