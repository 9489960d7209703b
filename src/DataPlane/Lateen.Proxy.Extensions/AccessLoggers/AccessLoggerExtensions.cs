using System.Collections.Immutable;
using Envoy.Config.Accesslog.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>The kinds of access logs, sorted by name.</summary>
public static class AccessLoggerExtensions
{
    /// <summary>The list.</summary>
    public static ExtensionList<IAccessLoggerExtension> List { get; } = new(
        "envoy.access_loggers", [new FileExtension(), new StandardErrorExtension(), new StandardOutputExtension()]);

    /// <summary>Reads access logs with their filters.</summary>
    public static ImmutableArray<IAccessLogConfig> Read(IReadOnlyList<AccessLog> logs, FieldPath at, string field, ReadingContext context)
    {
        var read = ImmutableArray.CreateBuilder<IAccessLogConfig>(logs.Count);
        for (var i = 0; i < logs.Count; i++)
        {
            if (Read(logs[i], at[field, i], context) is { } log)
                read.Add(log);
        }

        return read.ToImmutable();
    }

    static IAccessLogConfig? Read(AccessLog log, FieldPath at, ReadingContext context)
    {
        var typed = at["typed_config"];
        if (TypedConfig.Open(log.TypedConfig, typed) is not { } config || List.Find(log.Name, config, at) is not { } extension)
            return null;
        var read = extension.Read(config, typed, context);
        return read is null || log.Filter is null ? read : LogFilterReading.Apply(read, log.Filter, at["filter"]);
    }
}
