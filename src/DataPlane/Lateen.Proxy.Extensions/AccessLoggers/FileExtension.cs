using Envoy.Extensions.AccessLoggers.File.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;
using FileAccessLogMessage = Envoy.Extensions.AccessLoggers.File.V3.FileAccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>envoy.access_loggers.file: lines of text in a file.</summary>
sealed class FileExtension : IAccessLoggerExtension
{
    public string Name => "envoy.access_loggers.file";

    public string Message => "envoy.extensions.access_loggers.file.v3.FileAccessLog";

    public IAccessLogConfig? Read(TypedConfig config, FieldPath at, ReadingContext context)
    {
        var message = config.Read(FileAccessLogMessage.Parser, at);
        if (message is null)
            return null;
        var format = ReadFormat(message, at);
        var file = context.AccessLogs.TryGet(message.Path, out var error);
        at["path"].Check(error);
        return format is null || file is null ? null : new Observability.AccessLog.FileAccessLog(Name, file, format);
    }

    static SubstitutionFormat? ReadFormat(FileAccessLogMessage message, FieldPath at)
    {
        switch (message.AccessLogFormatCase)
        {
            case FileAccessLogMessage.AccessLogFormatOneofCase.None:
                return LogFormatReading.Compile(SubstitutionFormat.EnvoyDefault, omitEmpty: false, at);
            case FileAccessLogMessage.AccessLogFormatOneofCase.LogFormat:
                return LogFormatReading.Read(message.LogFormat, at["log_format"]);
#pragma warning disable CS0612 // Still accepted, as Envoy does.
            case FileAccessLogMessage.AccessLogFormatOneofCase.Format:
                return LogFormatReading.Compile(message.Format, omitEmpty: false, at["format"]);
#pragma warning restore CS0612
            default:
                at.FailUnsupported("a JSON format");
                return null;
        }
    }
}
