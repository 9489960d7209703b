using Lateen.Net.Http;

namespace Lateen.Proxy.Observability;

/// <summary>Told of every stream when it has ended: access loggers are.</summary>
public interface IStreamObserver
{
    /// <summary>
    /// A stream has ended. <paramref name="request"/> is null when its head never came, <paramref name="response"/> when no response
    /// began. All three are reused afterwards: keep nothing of them.
    /// </summary>
    void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response);
}
