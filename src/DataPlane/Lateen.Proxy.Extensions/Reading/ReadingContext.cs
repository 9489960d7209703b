using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>What extensions may use of the process when their configuration is read. Main loop.</summary>
public sealed record ReadingContext
{
    /// <summary>Where statistics are registered.</summary>
    public required StatsRegistry Stats { get; init; }

    /// <summary>The outputs of access logs.</summary>
    public required AccessLogFiles AccessLogs { get; init; }

    /// <summary>Who this proxy is.</summary>
    public required LocalNode Node { get; init; }

    /// <summary>How route configurations are read.</summary>
    public required IRouteReader Routes { get; init; }

    /// <summary>What is read is for connections that we open, not for ones that are opened to us.</summary>
    public bool IsUpstream { get; init; }

    /// <summary>The stat_prefix of the connection manager whose filters are being read; empty outside one.</summary>
    public string HttpStatPrefix { get; init; } = "";

    /// <summary>The direction of the listener that is being read.</summary>
    public TrafficDirection Direction { get; init; }
}
