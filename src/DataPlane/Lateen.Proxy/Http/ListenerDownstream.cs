using Lateen.Net;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>An accepted connection of a listener, as HTTP sees it.</summary>
sealed class ListenerDownstream(DownstreamConnection connection) : IDownstream
{
    public ConnectionInfo Info => connection.Info;

    public IReadOnlyDictionary<string, object>? FilterState => connection.StreamInfo.FilterState;

    public NetAddress OriginalDestination => connection.Facts.LocalAddress;

    public int BufferLimit => connection.Listener.PerConnectionBufferLimit;

    public bool IsDraining => connection.IsDraining || connection.Worker.IsDraining;

    public void Finish(CloseReason reason) => connection.Finish(reason);
}
