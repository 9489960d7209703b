using Lateen.Net.Tls;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Runtime;

/// <summary>What a process is started with.</summary>
public sealed record RuntimeOptions
{
    /// <summary>How long draining connections may stay (--drain-time-s). Envoy's default is 600 s, Istio's 45 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>SO_MARK of upstream sockets; 0: none.</summary>
    public uint OutboundMark { get; init; }

    /// <summary>Downstream connections of the process.</summary>
    public SharedLimit ConnectionLimit { get; init; } = SharedLimit.None;

    /// <summary>Null when this machine has no usable TLS library.</summary>
    public ITlsEngine? Tls { get; init; }

    /// <summary>Seed of the workers' sources of chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Told, on the main loop, what went wrong after a call had returned.</summary>
    public Action<string> OnError { get; init; } = _ => { };
}
