using Lateen.Net.Http;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>Whether a stream is logged.</summary>
delegate bool LogFilter(StreamInfo info);

/// <summary>An access log that sees only the streams that its filter lets pass.</summary>
sealed record FilteredAccessLog(IAccessLogConfig Log, LogFilter Filter) : IAccessLogConfig
{
    public string Name => Log.Name;

    public IStreamObserver Create(int worker) => new Observer(Log.Create(worker), Filter);

    sealed class Observer(IStreamObserver next, LogFilter filter) : IStreamObserver
    {
        public void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            if (filter(info))
                next.OnStreamComplete(info, request, response);
        }
    }
}
