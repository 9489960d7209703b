using Lateen.Interop.Tests.Http1;
using Lateen.Proxy.Clusters;

namespace Lateen.Interop.Tests.Http2;

/// <summary>nghttp2's programs, and curl, which is built on it, at both of our ends.</summary>
public sealed class Nghttp2Tests
{
    [Fact]
    public async Task Curl_is_answered_over_HTTP2()
    {
        var curl = PeerProgram.Find("curl");
        Assert.SkipWhen(curl is null, "curl is not installed");
        await using var upstream = new AnsweringServer();
        using var proxy = new ProxyListener(upstream.Port);
        var (_, output) = await PeerProgram.RunAsync(
            curl!, "-sS", "--http2-prior-knowledge", "-d", "hello", "-w", " %{http_version} %{http_code}", $"http://127.0.0.1:{proxy.Port}/a");
        Assert.EndsWith(" 2 200", output);
    }

    [Fact]
    public async Task H2load_and_nghttpd_pass_thousands_of_requests_through_us()
    {
        var (h2load, nghttpd) = (PeerProgram.Find("h2load"), PeerProgram.Find("nghttpd"));
        Assert.SkipWhen(h2load is null || nghttpd is null, "h2load and nghttpd are not installed (Debian: nghttp2-client, nghttp2-server)");
        var folder = Directory.CreateTempSubdirectory("lateen-nghttpd-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "page"), new byte[20_000], TestContext.Current.CancellationToken);
            using var server = PeerServer.Start(nghttpd!, port => ["--no-tls", "-d", folder.FullName, $"{port}"]);
            using var proxy = new ProxyListener(server.Port, UpstreamProtocol.Http2);
            var (_, output) = await PeerProgram.RunAsync(h2load!, "-n", "5000", "-c", "10", "-m", "20", $"http://127.0.0.1:{proxy.Port}/page");
            Assert.Contains("5000 succeeded, 0 failed", output);
            Assert.Contains("status codes: 5000 2xx", output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
