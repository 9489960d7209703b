using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lateen.Interop.Tests.Http1;
using Lateen.Proxy.Clusters;

namespace Lateen.Interop.Tests.Http2;

/// <summary>nghttp2's programs, and curl, which is built on it, at both of our ends.</summary>
public sealed class Nghttp2Tests
{
    [Fact]
    public async Task Curl_is_answered_over_HTTP2()
    {
        var curl = Program("curl");
        Assert.SkipWhen(curl is null, "curl is not installed");
        await using var upstream = new AnsweringServer();
        using var proxy = new ProxyListener(upstream.Port);
        var output = await RunAsync(curl!, "-sS", "--http2-prior-knowledge", "-d", "hello", "-w", " %{http_version} %{http_code}", $"http://127.0.0.1:{proxy.Port}/a");
        Assert.EndsWith(" 2 200", output);
    }

    [Fact]
    public async Task H2load_and_nghttpd_pass_thousands_of_requests_through_us()
    {
        var (h2load, nghttpd) = (Program("h2load"), Program("nghttpd"));
        Assert.SkipWhen(h2load is null || nghttpd is null, "h2load and nghttpd are not installed (Debian: nghttp2-client, nghttp2-server)");
        var folder = Directory.CreateTempSubdirectory("lateen-nghttpd-");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "page"), new byte[20_000], TestContext.Current.CancellationToken);
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo(nghttpd!, ["--no-tls", "-d", folder.FullName, Text(port)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            Eventually.True(() => CanConnect(port), TimeSpan.FromSeconds(10), "nghttpd does not listen");
            using var proxy = new ProxyListener(port, UpstreamProtocol.Http2);
            var output = await RunAsync(h2load!, "-n", "5000", "-c", "10", "-m", "20", $"http://127.0.0.1:{proxy.Port}/page");
            Assert.Contains("5000 succeeded, 0 failed", output);
            Assert.Contains("status codes: 5000 2xx", output);
        }
        finally
        {
            server.Kill();
            folder.Delete(recursive: true);
        }
    }

    static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await errors + output;
    }

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

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
