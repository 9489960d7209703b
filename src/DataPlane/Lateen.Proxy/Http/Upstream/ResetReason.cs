using Lateen.Core;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>Why an attempt ended without a whole response.</summary>
public enum ResetReason : byte
{
    LocalConnectionFailure,
    RemoteConnectionFailure,
    ConnectionTimeout,
    ConnectionTermination,
    LocalReset,
    LocalRefusedStream,
    Overflow,
    RemoteReset,
    RemoteRefusedStream,
    ProtocolError,
}

/// <summary>What each reason says to clients and logs, in Envoy's words.</summary>
public static class ResetReasons
{
    /// <summary>As local replies and details name it.</summary>
    public static string Text(this ResetReason reason) => reason switch
    {
        ResetReason.LocalConnectionFailure => "local connection failure",
        ResetReason.RemoteConnectionFailure => "remote connection failure",
        ResetReason.ConnectionTimeout => "connection timeout",
        ResetReason.ConnectionTermination => "connection termination",
        ResetReason.LocalReset => "local reset",
        ResetReason.LocalRefusedStream => "local refused stream reset",
        ResetReason.Overflow => "overflow",
        ResetReason.RemoteReset => "remote reset",
        ResetReason.RemoteRefusedStream => "remote refused stream reset",
        _ => "protocol error",
    };

    /// <summary>The status of the local reply.</summary>
    public static int Status(this ResetReason reason) => reason == ResetReason.ProtocolError ? 502 : 503;

    /// <summary>The response flag.</summary>
    public static ResponseFlag Flag(this ResetReason reason) => reason switch
    {
        ResetReason.LocalConnectionFailure or ResetReason.RemoteConnectionFailure or ResetReason.ConnectionTimeout => ResponseFlag.UpstreamConnectionFailure,
        ResetReason.ConnectionTermination => ResponseFlag.UpstreamConnectionTermination,
        ResetReason.LocalReset or ResetReason.LocalRefusedStream => ResponseFlag.LocalReset,
        ResetReason.Overflow => ResponseFlag.UpstreamOverflow,
        ResetReason.RemoteReset or ResetReason.RemoteRefusedStream => ResponseFlag.UpstreamRemoteReset,
        _ => ResponseFlag.UpstreamProtocolError,
    };

    /// <summary>Whether no connection was made.</summary>
    public static bool IsConnectFailure(this ResetReason reason) =>
        reason is ResetReason.LocalConnectionFailure or ResetReason.RemoteConnectionFailure or ResetReason.ConnectionTimeout;
}
