using Lateen.Proxy.Extensions.HttpFilters;

namespace Lateen.Proxy.Extensions.Tests.HttpFilters;

/// <summary>Messages of gRPC are counted whatever the pieces that they come in.</summary>
public sealed class GrpcStatsTests
{
    [Fact]
    public void Messages_are_counted_at_every_split()
    {
        byte[] body = [0, 0, 0, 0, 3, 1, 2, 3, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, .. new byte[256]];
        for (var piece = 1; piece <= body.Length; piece++)
        {
            var counter = default(GrpcFrameCounter);
            var messages = 0;
            for (var at = 0; at < body.Length; at += piece)
                messages += counter.Count(body.AsSpan(at, Math.Min(piece, body.Length - at)));
            Assert.Equal(3, messages);
        }
    }
}
