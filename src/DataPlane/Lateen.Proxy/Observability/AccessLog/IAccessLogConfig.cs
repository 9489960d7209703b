namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>A configured access log: immutable, shared by all workers. Two are the same part when they are the same object.</summary>
public interface IAccessLogConfig
{
    /// <summary>The extension's name, such as envoy.access_loggers.file.</summary>
    string Name { get; }

    /// <summary>The logger of one worker, made once per worker and part. <paramref name="worker"/> counts from 0.</summary>
    IStreamObserver Create(int worker);
}
