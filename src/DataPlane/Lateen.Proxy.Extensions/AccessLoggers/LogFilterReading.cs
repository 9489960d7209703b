using Envoy.Config.Accesslog.V3;
using Lateen.Core;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>Reads which streams are logged.</summary>
static class LogFilterReading
{
    /// <summary>The log behind its filter; null, with the reason noted, when the filter is wrong.</summary>
    public static IAccessLogConfig? Apply(IAccessLogConfig log, AccessLogFilter filter, FieldPath at) =>
        Read(filter, at) is { } read ? new FilteredAccessLog(log, read) : null;

    static LogFilter? Read(AccessLogFilter filter, FieldPath at)
    {
        switch (filter.FilterSpecifierCase)
        {
            case AccessLogFilter.FilterSpecifierOneofCase.ResponseFlagFilter:
                return ReadFlags(filter.ResponseFlagFilter, at["response_flag_filter"]);
            case AccessLogFilter.FilterSpecifierOneofCase.StatusCodeFilter:
                return ReadStatus(filter.StatusCodeFilter.Comparison, at["status_code_filter"]);
            case AccessLogFilter.FilterSpecifierOneofCase.AndFilter:
                return All(filter.AndFilter.Filters, at["and_filter"]) is { } all ? (info => Array.TrueForAll(all, one => one(info))) : null;
            case AccessLogFilter.FilterSpecifierOneofCase.OrFilter:
                return All(filter.OrFilter.Filters, at["or_filter"]) is { } any ? (info => Array.Exists(any, one => one(info))) : null;
            default:
                at.FailUnsupported($"the access log filter {filter.FilterSpecifierCase}");
                return null;
        }
    }

    static LogFilter? ReadFlags(ResponseFlagFilter filter, FieldPath at)
    {
        var flags = new List<ResponseFlag>();
        foreach (var text in filter.Flags)
        {
            if (ResponseFlagText.TryParse(text, out var flag))
                flags.Add(flag);
            else
                at["flags"].Fail($"value must be in list: '{text}' is not a response flag");
        }

        var wanted = flags.ToArray();
        // No flags given means any flag at all.
        return wanted.Length == 0 ? (info => !info.Flags.IsEmpty) : (info => Array.Exists(wanted, flag => info.Flags.Has(flag)));
    }

    static LogFilter? ReadStatus(ComparisonFilter comparison, FieldPath at)
    {
        var bound = (int)(comparison.Value?.DefaultValue ?? 0);
        switch (comparison.Op)
        {
            case ComparisonFilter.Types.Op.Eq:
                return info => info.ResponseCode == bound;
            case ComparisonFilter.Types.Op.Ge:
                return info => info.ResponseCode >= bound;
            case ComparisonFilter.Types.Op.Le:
                return info => info.ResponseCode <= bound;
            case ComparisonFilter.Types.Op.Ne:
                return info => info.ResponseCode != bound;
            default:
                at["comparison"]["op"].Fail("value must be one of the defined enum values");
                return null;
        }
    }

    static LogFilter[]? All(IReadOnlyList<AccessLogFilter> filters, FieldPath at)
    {
        var read = filters.Select((filter, i) => Read(filter, at["filters", i])).ToArray();
        return Array.Exists(read, one => one is null) ? null : [.. read.OfType<LogFilter>()];
    }
}
