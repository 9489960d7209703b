using Lateen.Net;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.ProxyApp.Hosting;

/// <summary>What a proxy process is started with, whoever starts it.</summary>
sealed record ProxyHostOptions
{
    /// <summary>Worker threads; 0 for one per processor.</summary>
    public int Concurrency { get; init; }

    /// <summary>The bootstrap's file, for /server_info; empty where there is none.</summary>
    public string ConfigPath { get; init; } = "";

    public TimeSpan DrainTime { get; init; }

    /// <summary>SO_MARK of upstream sockets; 0 for none.</summary>
    public int OutboundMark { get; init; }

    /// <summary>The real addresses of a pod that has no network of its own; null when it has one.</summary>
    public PodAddresses? Addresses { get; init; }

    public StatsInclusion Inclusion { get; init; } = StatsInclusion.IstioDefault;

    public required Random Random { get; init; }

    /// <summary>Takes one line; any thread.</summary>
    public required Action<string> Log { get; init; }
}
