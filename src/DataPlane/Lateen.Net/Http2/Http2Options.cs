using Lateen.Net.Http1;

namespace Lateen.Net.Http2;

/// <summary>What one side offers and accepts. Immutable; shared by its connections. The bounds are Envoy's (Http2ProtocolOptions), except the windows.</summary>
public sealed record Http2Options
{
    /// <summary>The largest window and initial window, in bytes (RFC 9113 section 6.9).</summary>
    public const int MaxWindow = int.MaxValue;

    /// <summary>Streams that the peer may have open at once.</summary>
    public int MaxConcurrentStreams { get; init; } = 1024;

    /// <summary>
    /// Bytes that the peer may send on a stream before they are consumed, 65535 to 2^31-1. Envoy's default is 16 MiB; that much could be asked of us to keep, per stream.
    /// </summary>
    public int StreamWindow { get; init; } = 1024 * 1024;

    /// <summary>The same for the whole connection. Envoy's default is 24 MiB.</summary>
    public int ConnectionWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of the table for the peer's fields, 0 to 65536.</summary>
    public int HeaderTableSize { get; init; } = 4096;

    /// <summary>Payload bytes of the largest frame that we take.</summary>
    public int MaxFrameSize { get; init; } = 16384;

    /// <summary>Bytes of a header list: names, values and 32 for each field.</summary>
    public int MaxHeaderListBytes { get; init; } = 60 * 1024;

    /// <summary>Fields of a header list.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>Whether requests may ask for another protocol (RFC 8441); servers only.</summary>
    public bool AllowConnect { get; init; }

    /// <summary>A malformed message resets its stream instead of closing the connection.</summary>
    public bool StreamErrorOnInvalidMessage { get; init; }

    public UnderscoreAction Underscores { get; init; }

    /// <summary>Control frames that may wait to be sent.</summary>
    public int MaxOutboundControlFrames { get; init; } = 1000;

    /// <summary>Empty DATA and CONTINUATION frames in a row that end nothing.</summary>
    public int MaxConsecutiveEmptyFrames { get; init; } = 1;

    /// <summary>PRIORITY frames for each stream opened, and for the connection.</summary>
    public int MaxPriorityFramesPerStream { get; init; } = 100;

    /// <summary>WINDOW_UPDATE frames for each DATA frame that we sent.</summary>
    public int MaxWindowUpdatesPerDataFrame { get; init; } = 10;

    /// <summary>Requests from which on a majority of premature resets ends the connection; half as many premature ones do so before.</summary>
    public int PrematureResetRequests { get; init; } = 500;

    /// <summary>A stream reset by the peer within this time was premature, if it was not answered.</summary>
    public TimeSpan PrematureResetLifetime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a connection is asked for a sign of life; zero: never. Whoever owns the session keeps the time.</summary>
    public TimeSpan KeepaliveInterval { get; init; }

    /// <summary>By how much, at random, the interval may be longer: 0 to 100 per cent.</summary>
    public double KeepaliveJitterPercent { get; init; } = 15;

    /// <summary>How long the sign may take before the connection counts as dead.</summary>
    public TimeSpan KeepaliveTimeout { get; init; }

    /// <summary>Bytes of a message that wait for the peer's window before <see cref="Http2Stream.IsAboveHighWatermark"/> says so.</summary>
    public int StreamBufferLimit { get; init; } = 256 * 1024;
}
