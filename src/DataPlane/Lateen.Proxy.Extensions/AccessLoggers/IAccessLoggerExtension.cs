using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>A kind of access log.</summary>
public interface IAccessLoggerExtension : IExtension
{
    /// <summary>The log; null, with every reason noted, when something is wrong.</summary>
    IAccessLogConfig? Read(TypedConfig config, FieldPath at, ReadingContext context);
}
