using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>An access log that writes one line of text per stream to a file or to the process' output.</summary>
/// <param name="Name">The extension's name.</param>
/// <param name="File">Where to.</param>
/// <param name="Format">What; it ends the line itself.</param>
public sealed record FileAccessLog(string Name, AccessLogFile File, SubstitutionFormat Format) : IAccessLogConfig
{
    /// <inheritdoc />
    public IStreamObserver Create(int worker) => new Logger(File, Format, worker);

    sealed class Logger(AccessLogFile file, SubstitutionFormat format, int worker) : IStreamObserver
    {
        readonly LogLine _line = new();

        public void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            _line.Clear();
            format.Write(_line, info, request, response);
            file.Append(worker, _line.Written);
        }
    }
}
