using System.Text;
using CsCheck;
using Lateen.Net.Http;
using Lateen.Net.Http1;

namespace Lateen.Net.Tests.Http1;

public sealed class Http1ParserTests
{
    /// <summary>Pieces from which random messages are put together: mostly valid, so that parsing gets far.</summary>
    static readonly string[] Pieces =
    [
        "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "Host: h\r\n", "\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "hello", "5\r\nhello\r\n",
        "0\r\n\r\n", "5;a=b\r\n", "X: y\r\n", "\r", "\n", " ", ":", "\0", "Connection: close\r\n", "a: b\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ];

    static readonly Gen<byte[]> Message = Gen.Int[0, Pieces.Length - 1].Array[1, 14].Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts.Select(p => Pieces[p]))));

    [Fact]
    public void Any_split_gives_the_same_request_events() =>
        Gen.Select(Message, Gen.Int[1, 7].Array[1, 40]).Sample((bytes, sizes) =>
        {
            var whole = new RequestTranscript();
            whole.Feed(bytes);
            var split = new RequestTranscript();
            FeedInPieces(split, bytes, sizes);
            return whole.Text == split.Text;
        });

    [Fact]
    public void Any_split_gives_the_same_response_events() =>
        Gen.Select(Message, Gen.Int[1, 7].Array[1, 40]).Sample((bytes, sizes) =>
        {
            var whole = new ResponseTranscript("GET");
            whole.Feed(bytes);
            whole.End();
            var split = new ResponseTranscript("GET");
            FeedInPieces(split, bytes, sizes);
            split.End();
            return whole.Text == split.Text;
        });

    [Fact]
    public void Names_become_lower_case_and_values_are_trimmed()
    {
        var head = Parse("GET /a?b HTTP/1.1\r\nHost:  Example.com \r\nX-Long-Name:\tv v\t\r\n\r\n");
        Assert.Equal("host: Example.com\r\nx-long-name: v v\r\n", head.Headers.ToString());
    }

    [Fact]
    public void What_Connection_nominates_is_removed()
    {
        var head = Parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: close, X-Hop, te\r\nX-Hop: 1\r\nTE: trailers\r\nX-Stay: 2\r\n\r\n");
        Assert.False(head.KeepAlive);
        Assert.False(head.Headers.Contains(HeaderName.Of("x-hop")));
        Assert.True(head.Headers.Contains(HeaderId.Te));
        Assert.True(head.Headers.Contains(HeaderName.Of("x-stay")));
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive, close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: CLOSE\r\n\r\n", false)]
    public void Connection_is_kept_as_version_and_options_say(string text, bool kept) =>
        Assert.Equal(kept, Parse(text, new Http1Options { AcceptHttp10 = true }).KeepAlive);

    [Theory]
    [InlineData(UnderscoreAction.Allow, "host: h\r\nx_y: 1\r\n")]
    [InlineData(UnderscoreAction.DropHeader, "host: h\r\n")]
    public void Underscores_are_kept_or_dropped(UnderscoreAction action, string expected) =>
        Assert.Equal(expected, Parse("GET / HTTP/1.1\r\nHost: h\r\nX_Y: 1\r\n\r\n", new Http1Options { Underscores = action }).Headers.ToString());

    [Fact]
    public void Underscores_can_be_refused()
    {
        var parser = new Http1RequestParser(new Http1Options { Underscores = UnderscoreAction.RejectRequest }, new HeadPool());
        Assert.Equal(Http1Event.Error, parser.Read("GET / HTTP/1.1\r\nHost: h\r\nX_Y: 1\r\n\r\n"u8, out _, out _));
        Assert.Equal(Http1Error.UnexpectedUnderscore, parser.Error);
    }

    [Fact]
    public void Trailers_are_kept_when_enabled_without_those_that_frame()
    {
        var parser = new Http1RequestParser(new Http1Options { EnableTrailers = true }, new HeadPool());
        var input = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\nContent-Length: 9\r\n\r\n"u8;
        Assert.Equal(Http1Event.Head, parser.Read(input, out var used, out _));
        Assert.Equal(Http1Event.End, parser.Read(input[used..], out _, out _));
        Assert.Equal("x-t: 1\r\n", parser.Head!.Trailers.ToString());
    }

    [Fact]
    public void A_request_comes_out_as_it_went_in()
    {
        var head = Parse("POST /a HTTP/1.1\r\nHost: h\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n");
        var target = new byte[512];
        var text = Encoding.ASCII.GetString(target, 0, Http1Writer.Write(head, target));
        Assert.Equal("POST /a HTTP/1.1\r\nhost: h\r\nx: y\r\ntransfer-encoding: chunked\r\n\r\n", text);
    }

    [Fact]
    public void Nothing_is_allocated_per_request()
    {
        var parser = new Http1RequestParser(Http1Options.Request, new HeadPool());
        var request = "POST /path?q HTTP/1.1\r\nHost: h\r\nUser-Agent: curl/8\r\nAccept: */*\r\nConnection: keep-alive\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray();
        var target = new byte[1024];
        Serve(parser, request, target);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Serve(parser, request, target);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Serve(Http1RequestParser parser, byte[] request, byte[] target)
    {
        var at = 0;
        do
        {
            if (parser.Read(request.AsSpan(at), out var used, out _) == Http1Event.Head)
                Http1Writer.Write(parser.Head!, target);
            at += used;
        }
        while (!parser.IsComplete);
        parser.ReleaseHead();
    }

    static RequestHead Parse(string text, Http1Options? options = null)
    {
        var parser = new Http1RequestParser(options ?? Http1Options.Request, new HeadPool());
        Assert.Equal(Http1Event.Head, parser.Read(Encoding.Latin1.GetBytes(text), out _, out _));
        return parser.Head!;
    }

    static void FeedInPieces(Transcript transcript, byte[] bytes, int[] sizes)
    {
        var at = 0;
        for (var i = 0; at < bytes.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Length], bytes.Length - at);
            transcript.Feed(bytes.AsSpan(at, size));
            at += size;
        }
    }
}
