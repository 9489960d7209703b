namespace Lateen.Net.Epoll;

/// <summary>What a registered descriptor belongs to.</summary>
interface IEpollSource
{
    /// <summary>The ready set of epoll_wait.</summary>
    void OnEvents(uint events);
}
