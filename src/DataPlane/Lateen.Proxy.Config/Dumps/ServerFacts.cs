namespace Lateen.Proxy.Config.Dumps;

/// <summary>What /server_info says of the process.</summary>
public sealed record ServerFacts
{
    /// <summary>commit/version/status/build/TLS library, as Envoy writes it.</summary>
    public required string Version { get; init; }

    /// <summary>LIVE, DRAINING or INITIALIZING.</summary>
    public required Func<string> State { get; init; }

    public required Func<TimeSpan> Uptime { get; init; }

    public required int Concurrency { get; init; }

    /// <summary>The bootstrap's file; empty where there is none.</summary>
    public string ConfigPath { get; init; } = "";

    public TimeSpan DrainTime { get; init; }
}
