using CsCheck;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Listeners;

namespace Lateen.Proxy.Extensions.Tests.NetworkFilters;

public sealed class MetadataFrameTests
{
    static readonly byte[] Frame = MetadataFrame.Encode(PeerStruct.Of(Contexts.Of("reviews", "v2", TrafficDirection.Inbound).Node, []), "id");

    [Fact]
    public void Frame_is_read_back_at_every_split_and_leaves_what_follows()
    {
        for (var length = 0; length < Frame.Length; length++)
            Assert.Equal(FrameResult.Incomplete, MetadataFrame.Decode(Frame.AsSpan(0, length), out _, out _));
        Assert.Equal(FrameResult.Complete, MetadataFrame.Decode([.. Frame, 1, 2, 3], out var consumed, out var peer));
        Assert.Equal(Frame.Length, consumed);
        Assert.Equal(("reviews-v2", "reviews"), (peer!.WorkloadName, peer.CanonicalName));
    }

    [Fact]
    public void Header_is_istios_magic_and_a_big_endian_length() =>
        Assert.Equal((byte[])[0x3D, 0x23, 0x04, 0x67, 0, 0, (byte)((Frame.Length - 8) >> 8), (byte)(Frame.Length - 8)], Frame[..8]);

    [Fact]
    public void Other_bytes_pass_untouched()
    {
        Assert.Equal(FrameResult.None, MetadataFrame.Decode("hello"u8, out var consumed, out _));
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void Frame_that_announces_too_much_is_none()
    {
        byte[] frame = [.. Frame];
        frame[4] = 0x7F;
        Assert.Equal(FrameResult.None, MetadataFrame.Decode(frame, out _, out _));
    }

    [Fact]
    public void Broken_bodies_are_taken_away_and_tell_of_nobody() => Gen.Byte.Array[0, 60].Sample(body =>
    {
        byte[] frame = [0x3D, 0x23, 0x04, 0x67, 0, 0, 0, (byte)body.Length, .. body];
        Assert.Equal(FrameResult.Complete, MetadataFrame.Decode(frame, out var consumed, out _));
        Assert.Equal(frame.Length, consumed);
    });
}
