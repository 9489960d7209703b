namespace Lateen.Net.Http2;

/// <summary>RFC 9113 section 6. Others are ignored.</summary>
enum FrameType : byte
{
    Data,
    Headers,
    Priority,
    ResetStream,
    Settings,
    PushPromise,
    Ping,
    GoAway,
    WindowUpdate,
    Continuation,
}

/// <summary>Bits of a frame's flags; which mean something depends on the type.</summary>
[Flags]
enum FrameFlags : byte
{
    None = 0,
    EndStream = 0x1,

    /// <summary>Of SETTINGS and PING.</summary>
    Ack = 0x1,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
