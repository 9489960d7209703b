using Envoy.Extensions.AccessLoggers.Stream.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>envoy.access_loggers.stdout: lines of text on the process' standard output.</summary>
sealed class StandardOutputExtension : IAccessLoggerExtension
{
    public string Name => "envoy.access_loggers.stdout";

    public string Message => "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog";

    public IAccessLogConfig? Read(TypedConfig config, FieldPath at, ReadingContext context)
    {
        var message = config.Read(StdoutAccessLog.Parser, at);
        var format = message is null ? null : LogFormatReading.Read(message.LogFormat, at["log_format"]);
        var file = context.AccessLogs.TryGet("/dev/stdout", out var error);
        at.Check(error);
        return format is null || file is null ? null : new FileAccessLog(Name, file, format);
    }
}
