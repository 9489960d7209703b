using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lateen.Proxy.Clusters;

namespace Lateen.Interop.Tests.Http2;

/// <summary>grpc-go at both of our ends, by fortio: unary calls over many streams, with their statuses in trailers.</summary>
public sealed class GrpcGoTests
{
    [Fact]
    public async Task Calls_of_grpc_go_pass_through_us()
    {
        var folder = Environment.GetEnvironmentVariable("PEER_BIN");
        var fortio = string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, "fortio");
        Assert.SkipUnless(File.Exists(fortio), "PEER_BIN is not set, or has no fortio");
        var port = FreePort();
        using var server = Start(
            fortio!, "server", "-http-port", "disabled", "-tcp-port", "disabled", "-udp-port", "disabled", "-redirect-port", "disabled", "-grpc-port", $"127.0.0.1:{port}");
        try
        {
            Eventually.True(() => CanConnect(port), TimeSpan.FromSeconds(10), "fortio does not listen");
            using var proxy = new ProxyListener(port, UpstreamProtocol.Http2);
            using var client = Start(
                fortio!, "load", "-grpc", "-ping", "-n", "1000", "-c", "8", "-s", "4", "-qps", "0", "-payload-size", "20000", proxy.Port.ToString(CultureInfo.InvariantCulture).Insert(0, "127.0.0.1:"));
            var errors = client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
            await client.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(client.ExitCode == 0, output);
            Assert.Contains("Ping SERVING : 1000", output);
        }
        finally
        {
            server.Kill();
        }
    }

    static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    static bool CanConnect(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
