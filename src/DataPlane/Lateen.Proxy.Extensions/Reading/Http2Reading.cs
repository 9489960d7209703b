using Envoy.Config.Core.V3;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>envoy.config.core.v3.Http2ProtocolOptions -> <see cref="Http2Options"/>, of either side.</summary>
public static class Http2Reading
{
    /// <summary>What is absent stays as in <paramref name="defaults"/>.</summary>
    public static Http2Options Read(this Http2ProtocolOptions? options, Http2Options defaults, FieldPath at)
    {
        if (options is null)
            return defaults;
        if (options.AllowMetadata)
            at["allow_metadata"].FailUnsupported("METADATA frames");
        if (options.CustomSettingsParameters.Count > 0)
            at["custom_settings_parameters"].FailUnsupported("settings of one's own");
        var keepalive = options.ConnectionKeepalive;
        if (keepalive is not null && keepalive.Timeout is null)
            at["connection_keepalive"]["timeout"].Fail("value is required");
        if (keepalive?.ConnectionIdleInterval is not null)
            at["connection_keepalive"]["connection_idle_interval"].FailUnsupported("a PING before a connection that was idle is used again");
        return defaults with
        {
            KeepaliveInterval = keepalive?.Interval.Read(default, at["connection_keepalive"]["interval"]) ?? default,
            KeepaliveTimeout = keepalive?.Timeout.Read(default, at["connection_keepalive"]["timeout"]) ?? default,
            KeepaliveJitterPercent = keepalive?.IntervalJitter?.Value ?? defaults.KeepaliveJitterPercent,
            HeaderTableSize = (int)Math.Min(options.HpackTableSize ?? (uint)defaults.HeaderTableSize, 65536),
            MaxConcurrentStreams = Bounded(options.MaxConcurrentStreams, 1, defaults.MaxConcurrentStreams, at["max_concurrent_streams"]),
            StreamWindow = Bounded(options.InitialStreamWindowSize, 65535, defaults.StreamWindow, at["initial_stream_window_size"]),
            ConnectionWindow = Bounded(options.InitialConnectionWindowSize, 65535, defaults.ConnectionWindow, at["initial_connection_window_size"]),
            AllowConnect = options.AllowConnect,
            StreamErrorOnInvalidMessage = InvalidMessageIsOfStream(options),
            MaxOutboundControlFrames = Bounded(options.MaxOutboundControlFrames, 1, defaults.MaxOutboundControlFrames, at["max_outbound_control_frames"]),
            MaxConsecutiveEmptyFrames = (int)(options.MaxConsecutiveInboundFramesWithEmptyPayload ?? (uint)defaults.MaxConsecutiveEmptyFrames),
            MaxPriorityFramesPerStream = (int)(options.MaxInboundPriorityFramesPerStream ?? (uint)defaults.MaxPriorityFramesPerStream),
            MaxWindowUpdatesPerDataFrame = Bounded(
                options.MaxInboundWindowUpdateFramesPerDataFrameSent, 1, defaults.MaxWindowUpdatesPerDataFrame, at["max_inbound_window_update_frames_per_data_frame_sent"]),
        };
    }

    // Rules of the messages: a least value, and 2^31-1 as the greatest.
    static int Bounded(uint? value, uint least, int otherwise, FieldPath at)
    {
        if (value is not { } given)
            return otherwise;
        if (given < least || given > int.MaxValue)
            at.Fail($"value must be inside range [{least}, {int.MaxValue}]");
        return (int)Math.Min(given, int.MaxValue);
    }

#pragma warning disable CS0612 // Still accepted, as Envoy does.
    static bool InvalidMessageIsOfStream(Http2ProtocolOptions options) =>
        options.OverrideStreamErrorOnInvalidHttpMessage ?? options.StreamErrorOnInvalidHttpMessaging;
#pragma warning restore CS0612
}
