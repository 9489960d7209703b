using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>One piece of a compiled format: literal text or a %COMMAND%. Stateless, shared by all workers.</summary>
public abstract class LogOperator
{
    /// <summary>Appends the value; false, with nothing appended, when there is none.</summary>
    public abstract bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response);
}
