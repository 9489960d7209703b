using System.Text;
using CsCheck;
using Lateen.Proxy.Extensions.ListenerFilters;

namespace Lateen.Proxy.Extensions.Tests.ListenerFilters;

public sealed class InspectorTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "Http11")]
    [InlineData("POST /x?y HTTP/1.0\r\n", "Http10")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Http2Preface")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM", "Incomplete")]
    [InlineData("PROPFIND /dav HTTP/1.1\r\n", "Http11")]
    [InlineData("GE", "Incomplete")]
    [InlineData("GET /lo", "Incomplete")]
    [InlineData("GET / HTT", "Incomplete")]
    [InlineData("GET / HTTP/2.0\r\n", "NotHttp")]
    [InlineData("GET / FTP/1.1\r\n", "NotHttp")]
    [InlineData("\u0016\u0003\u0001", "NotHttp")]
    [InlineData("*1\r\n$4\r\nPING\r\n", "NotHttp")]
    [InlineData("GET\t/ HTTP/1.1\r\n", "NotHttp")]
    public void First_line_is_classified(string text, string expected) =>
        Assert.Equal(expected, FirstLine.Classify(Encoding.Latin1.GetBytes(text)).ToString());

    [Fact]
    public void Verdict_never_changes_once_given()
    {
        string[] starts = ["GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "hello world\n", "GET  x HTTP/1.1\r\n", "PRINT / HTTP/1.0\r\n"];
        foreach (var bytes in starts.Select(Encoding.ASCII.GetBytes))
        {
            var verdicts = Enumerable.Range(0, bytes.Length + 1).Select(length => FirstLine.Classify(bytes.AsSpan(0, length))).ToArray();
            var first = Array.FindIndex(verdicts, verdict => verdict != FirstLineKind.Incomplete);
            Assert.True(first > 0);
            Assert.All(verdicts.Skip(first), verdict => Assert.Equal(verdicts[first], verdict));
        }
    }

    [Fact]
    public void Client_hello_tells_server_name_in_lower_case_and_alpn_in_order()
    {
        Assert.Equal(ClientHelloResult.Complete, ClientHello.Parse(Hello("Reviews.Default", ["istio-http/1.1", "istio", "http/1.1"]), out var hello));
        Assert.Equal("reviews.default", hello!.ServerName);
        Assert.Equal(["istio-http/1.1", "istio", "http/1.1"], hello.ApplicationProtocols);
    }

    [Fact]
    public void Client_hello_is_waited_for_at_every_split_and_over_several_records()
    {
        foreach (var hello in new[] { Hello("a.b", ["h2"]), Hello("a.b", ["h2"], recordSize: 20) })
        {
            for (var length = 0; length < hello.Length; length++)
                Assert.Equal(ClientHelloResult.Incomplete, ClientHello.Parse(hello.AsSpan(0, length), out _));
            Assert.Equal(ClientHelloResult.Complete, ClientHello.Parse(hello, out var parsed));
            Assert.Equal("a.b", parsed!.ServerName);
        }
    }

    [Fact]
    public void Plaintext_is_not_tls() => Assert.Equal(ClientHelloResult.NotTls, ClientHello.Parse("GET / HTTP/1.1\r\n"u8, out _));

    [Fact]
    public void Hello_that_announces_more_than_the_bound_is_too_large()
    {
        var hello = Hello("a", []);
        hello[6] = 1;
        Assert.Equal(ClientHelloResult.TooLarge, ClientHello.Parse(hello, out _));
    }

    [Fact]
    public void Any_bytes_give_a_verdict_without_an_exception() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        ClientHello.Parse(bytes, out _);
        FirstLine.Classify(bytes);
        if (bytes.Length > 5)
        {
            (bytes[0], bytes[1]) = (0x16, 3);
            ClientHello.Parse(bytes, out _);
        }
    });

    static byte[] Hello(string serverName, string[] protocols, int recordSize = 16384)
    {
        var body = new List<byte> { 3, 3 };
        body.AddRange(new byte[32]);
        body.Add(0);
        body.AddRange([0, 2, 0x13, 0x01, 1, 0]);
        var name = Encoding.ASCII.GetBytes(serverName);
        byte[] sni = [0, .. Length(name.Length), .. name];
        byte[] alpn = [.. protocols.SelectMany(protocol => (byte[])[(byte)protocol.Length, .. Encoding.ASCII.GetBytes(protocol)])];
        byte[] extensions = [.. Extension(0, [.. Length(sni.Length), .. sni]), .. protocols.Length == 0 ? [] : Extension(16, [.. Length(alpn.Length), .. alpn])];
        body.AddRange([.. Length(extensions.Length), .. extensions]);
        byte[] message = [1, 0, .. Length(body.Count), .. body];
        return [.. message.Chunk(recordSize).SelectMany(part => (byte[])[0x16, 3, 1, .. Length(part.Length), .. part])];
    }

    static byte[] Extension(int type, byte[] content) => [.. Length(type), .. Length(content.Length), .. content];

    static byte[] Length(int length) => [(byte)(length >> 8), (byte)length];
}
