using System.Buffers.Binary;

namespace Lateen.Net.Http2;

/// <summary>What the peer announced (RFC 9113 section 6.5.2); the protocol's defaults until then.</summary>
struct PeerSettings()
{
    public const int Entry = 6;

    public uint HeaderTableSize = 4096;
    public uint MaxConcurrentStreams = uint.MaxValue;
    public int InitialWindow = 65535;
    public int MaxFrameSize = 16384;
    public bool AllowsConnect;

    /// <summary>Takes over one entry of six bytes. Unknown ones are ignored.</summary>
    public Http2Error Apply(ReadOnlySpan<byte> entry)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(entry[2..]);
        switch ((SettingId)BinaryPrimitives.ReadUInt16BigEndian(entry))
        {
            case SettingId.HeaderTableSize:
                HeaderTableSize = value;
                return Http2Error.None;
            case SettingId.EnablePush:
                return value > 1 ? Http2Error.Protocol : Http2Error.None;
            case SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = value;
                return Http2Error.None;
            case SettingId.InitialWindowSize:
                InitialWindow = (int)(value & int.MaxValue);
                return value > Http2Options.MaxWindow ? Http2Error.FlowControl : Http2Error.None;
            case SettingId.MaxFrameSize:
                // We never need larger frames than the smallest maximum, and smaller ones share the connection better.
                return value is < 16384 or > 16777215 ? Http2Error.Protocol : Http2Error.None;
            case SettingId.EnableConnectProtocol:
                AllowsConnect = value == 1;
                return value > 1 ? Http2Error.Protocol : Http2Error.None;
            default:
                return Http2Error.None;
        }
    }
}

/// <summary>Identifiers of settings (RFC 9113 section 6.5.2, RFC 8441 section 3).</summary>
enum SettingId : ushort
{
    HeaderTableSize = 1,
    EnablePush = 2,
    MaxConcurrentStreams = 3,
    InitialWindowSize = 4,
    MaxFrameSize = 5,
    MaxHeaderListSize = 6,
    EnableConnectProtocol = 8,
}
