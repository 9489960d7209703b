using Envoy.Extensions.AccessLoggers.Stream.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>envoy.access_loggers.stderr: lines of text on the process' standard error.</summary>
sealed class StandardErrorExtension : IAccessLoggerExtension
{
    public string Name => "envoy.access_loggers.stderr";

    public string Message => "envoy.extensions.access_loggers.stream.v3.StderrAccessLog";

    public IAccessLogConfig? Read(TypedConfig config, FieldPath at, ReadingContext context)
    {
        var message = config.Read(StderrAccessLog.Parser, at);
        var format = message is null ? null : LogFormatReading.Read(message.LogFormat, at["log_format"]);
        var file = context.AccessLogs.TryGet("/dev/stderr", out var error);
        at.Check(error);
        return format is null || file is null ? null : new FileAccessLog(Name, file, format);
    }
}
