using System.Diagnostics;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Static;

/// <summary>A static bootstrap, real sockets, raw bytes at both ends.</summary>
public sealed class Http1Tests(RunningProxy proxy) : IClassFixture<RunningProxy>
{
    [Fact]
    public async Task A_request_goes_to_the_backend_and_its_answer_comes_back()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n\r\n");
        var response = await client.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response);
        Assert.Contains("\r\nserver: envoy\r\n", response);
        Assert.Contains("\r\n\r\nGET /a?b=c HTTP/1.1\r\n", response);
        Assert.Contains("\r\nx-forwarded-proto: http\r\n", response);
        Assert.Contains("\r\nx-request-id: ", response);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"GET /{i} HTTP/1.1\r\nHost: h\r\n\r\n")));

        for (var i = 0; i < 20; i++) Assert.Contains($"\r\n\r\nGET /{i} HTTP/1.1\r\n", await client.ReadResponseAsync());
    }

    [Fact]
    public async Task Chunks_and_trailers_reach_the_backend()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n");
        var response = await client.ReadResponseAsync();

        Assert.Contains("transfer-encoding: chunked\r\n", response);
        Assert.Contains("hello", response);
        Assert.EndsWith("0\r\nx-sum: 11\r\n\r\n", response);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_continue_gets_it_before_it_sends_its_body()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadThroughAsync("\r\n\r\n"));
        await client.SendAsync("body");

        Assert.EndsWith("\r\n\r\nbody", await client.ReadResponseAsync());
    }

    [Fact]
    public async Task An_upgraded_connection_carries_bytes_both_ways_and_each_direction_ends_on_its_own()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", await client.ReadThroughAsync("\r\n\r\n"));
        await client.SendAsync("ping\0\xff");
        Assert.Equal("ping\0\xff", await client.ReadAsync(6));
        client.EndSending();

        Assert.Equal("bye", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_has_ended_its_side_still_gets_its_answer()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        client.EndSending();

        Assert.Contains("\r\n\r\nGET /last HTTP/1.1\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Garbage_is_refused_and_others_are_not_disturbed()
    {
        using var other = await Wire.ConnectAsync(proxy.Port);
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("\x16\x03\x01\0\xa5 this is no HTTP\r\n\r\n");
        var answer = await client.ReadToEndAsync();
        await other.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer);
        Assert.Contains("\r\nconnection: close\r\n", answer);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await other.ReadResponseAsync());
    }

    [Fact]
    public async Task Curl_uploads_and_downloads()
    {
        Assert.SkipUnless(IsInstalled("curl"), "curl is not installed");
        var body = new string('x', 200_000);
        var (code, output) = await RunAsync("curl", ["-sS", "--data-binary", "@-", "-H", "Expect:", $"http://127.0.0.1:{proxy.Port}/upload"], body);

        Assert.Equal(0, code);
        Assert.EndsWith("\r\n\r\n" + body, output);
    }

    [Fact]
    public async Task Fortio_sees_no_failure_on_many_connections()
    {
        var fortio = Environment.GetEnvironmentVariable("PEER_BIN") is { Length: > 0 } folder ? Path.Combine(folder, "fortio") : null;
        Assert.SkipWhen(fortio is null, "PEER_BIN is not set");
        var (code, output) = await RunAsync(fortio!, ["load", "-qps", "0", "-c", "16", "-n", "2000", "-quiet", $"http://127.0.0.1:{proxy.Port}/load"], "");

        Assert.Equal(0, code);
        Assert.Contains("Code 200 : 2000 (100.0 %)", output);
    }

    static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
