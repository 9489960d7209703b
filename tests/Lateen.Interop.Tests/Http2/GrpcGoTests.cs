using Lateen.Proxy.Clusters;

namespace Lateen.Interop.Tests.Http2;

/// <summary>grpc-go at both of our ends, by fortio: unary calls over many streams, with their statuses in trailers.</summary>
public sealed class GrpcGoTests
{
    [Fact]
    public async Task Calls_of_grpc_go_pass_through_us()
    {
        var fortio = PeerProgram.FindPeer("fortio");
        Assert.SkipWhen(fortio is null, "PEER_BIN is not set, or has no fortio");
        using var server = PeerServer.Start(
            fortio!, port => ["server", "-http-port", "disabled", "-tcp-port", "disabled", "-udp-port", "disabled", "-redirect-port", "disabled", "-grpc-port", $"127.0.0.1:{port}"]);
        using var proxy = new ProxyListener(server.Port, UpstreamProtocol.Http2);
        var (code, output) = await PeerProgram.RunAsync(
            fortio!, "load", "-grpc", "-ping", "-n", "1000", "-c", "8", "-s", "4", "-qps", "0", "-payload-size", "20000", $"127.0.0.1:{proxy.Port}");
        Assert.True(code == 0, output);
        Assert.Contains("Ping SERVING : 1000", output);
    }
}
