using System.Text;
using CsCheck;
using Lateen.Net.Http;
using Lateen.Net.Http2;

namespace Lateen.Net.Tests.Http2;

/// <summary>A session by the frames that it gets and gives; both ends against each other; and any split of the bytes.</summary>
public sealed class Http2SessionTests : IDisposable
{
    readonly Simulation.Simulation simulation = new(1);

    public void Dispose() => simulation.Dispose();

    [Fact]
    public void A_request_and_its_response_with_bodies_and_trailers_pass()
    {
        var (client, server) = Pair();

        var call = client.Open("POST", "/echo", endStream: false);
        call.Stream.SendData("hello"u8, endStream: false);
        var trailers = new HeaderTable();
        trailers.Append("x-sum"u8, "5"u8);
        call.Stream.SendTrailers(trailers);
        Exchange(client, server);
        Assert.Equal("[settings][1 POST /echo Chunked]hello[trailers x-sum: 5]", server.Log);

        var answer = server.Streams[0].Stream;
        answer.SendHead(Response(100), endStream: false);
        answer.SendHead(Response(200), endStream: false);
        answer.SendData("world"u8, endStream: false);
        trailers.Clear();
        trailers.Append("grpc-status"u8, "0"u8);
        answer.SendTrailers(trailers);
        answer.Release();
        Exchange(client, server);
        Assert.Equal("[settings][interim 100][200 Chunked]world[trailers grpc-status: 0]", client.Log);
        call.Stream.Release();
        Assert.Equal((0, 0, 1, 1), (client.Session.ActiveStreams, server.Session.ActiveStreams, client.Closed, server.Closed));
    }

    [Fact]
    public void Any_split_of_the_bytes_gives_the_same_events()
    {
        byte[] conversation =
        [
            .. Http2Preface.Bytes,
            .. Frames.Settings((4, 100), (3, 7)),
            .. Frames.Get(1),
            .. Frames.Post(3, "content-length: 11"),
            .. Frames.Of(FrameType.Data, 8, 3, [3, .. "hello"u8, 0, 0, 0]),
            .. Frames.Of(FrameType.Ping, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
            .. Frames.Of(FrameType.Data, 1, 3, [.. " world"u8]),
            .. Frames.Of(FrameType.Headers, 1, 5, Frames.Block(":method: GET", ":scheme: http", ":path: /split")),
            .. Frames.Of(FrameType.Continuation, 0, 5, Frames.Block(":authority: b.test", "cookie: a=1")),
            .. Frames.Of(FrameType.Continuation, 4, 5, Frames.Block("cookie: b=2")),
            .. Frames.Of((FrameType)0x42, 0xFF, 9, 1, 2, 3),
            .. Frames.Post(7),
            .. Frames.Of(FrameType.Data, 0, 7, [.. "abc"u8]),
            .. Frames.Number(FrameType.ResetStream, 7, 8),
            .. Frames.Number(FrameType.WindowUpdate, 0, 1000),
            .. Frames.Of(FrameType.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ];
        var whole = Play(conversation, []);
        Assert.Equal(
            "[settings][goaway 0 NoError][1 GET / None end][3 POST / Length]hello world[end][5 GET /split None end][7 POST / Chunked]abc[reset Cancel None]",
            whole);
        Gen.Int[1, 40].Array[1, 200].Sample(steps => Assert.Equal(whole, Play(conversation, steps)), threads: 1);
    }

    [Fact]
    public void Crumbs_of_a_cookie_are_joined()
    {
        var server = Server();
        Feed(server, Frames.Get(1, "cookie: a=1", "x: y", "cookie: b=2"));
        Assert.Equal("a=1; b=2", Encoding.ASCII.GetString(server.Streams[0].Request!.Headers.Get(HeaderId.Cookie)));
    }

    [Theory]
    [InlineData("Upper: x", "InvalidField")]
    [InlineData("bad name: x", "InvalidField")]
    [InlineData("connection: close", "InvalidField")]
    [InlineData("transfer-encoding: chunked", "InvalidField")]
    [InlineData("keep-alive: 5", "InvalidField")]
    [InlineData("proxy-connection: x", "InvalidField")]
    [InlineData("upgrade: websocket", "InvalidField")]
    [InlineData("te: gzip", "InvalidField")]
    [InlineData("x: a\nb", "InvalidField")]
    [InlineData("x: a\rb", "InvalidField")]
    [InlineData("x: a\0b", "InvalidField")]
    [InlineData(":path: /again", "InvalidField")]
    [InlineData(":unknown: x", "InvalidField")]
    [InlineData(":status: 200", "InvalidField")]
    [InlineData(":protocol: websocket", "InvalidMessage")]
    [InlineData("content-length: 1x", "InvalidField")]
    [InlineData("content-length: -1", "InvalidField")]
    [InlineData("content-length: 99999999999999999999", "InvalidField")]
    public void A_malformed_request_ends_the_connection(string field, string error)
    {
        var server = Server();
        Feed(server, Frames.Get(1, field));
        Assert.Equal($"[settings][refused {error}][failed {error}]", server.Log);
        Assert.EndsWith("GoAway(0 1 ProtocolError)", server.TakeFrames());
    }

    [Theory]
    [InlineData(":scheme: http|:path: /|:authority: a")]
    [InlineData(":method: GET|:path: /|:authority: a")]
    [InlineData(":method: GET|:scheme: http|:authority: a")]
    [InlineData(":method: GET|:scheme: http|:path: /")]
    [InlineData(":method: GET|:scheme: http|:path: relative|:authority: a")]
    [InlineData(":method: CONNECT|:scheme: http|:path: /|:authority: a")]
    public void Pseudo_headers_that_make_no_request_end_the_connection(string fields)
    {
        var server = Server();
        Feed(server, Frames.Of(FrameType.Headers, 5, 1, Frames.Block(fields.Split('|'))));
        Assert.Equal("[settings][refused InvalidMessage][failed InvalidMessage]", server.Log);
    }

    [Fact]
    public void With_stream_errors_configured_a_malformed_request_resets_its_stream()
    {
        var server = Server(new Http2Options { StreamErrorOnInvalidMessage = true });
        Feed(server, Frames.Get(1, "te: gzip"));
        Feed(server, Frames.Get(3));
        Assert.Equal("[settings][refused InvalidField][3 GET / None end]", server.Log);
        Assert.EndsWith("ResetStream(1 ProtocolError)", server.TakeFrames());
    }

    [Theory]
    [InlineData("content-length: 4", 5, "LengthMismatch")]
    [InlineData("content-length: 6", 5, "LengthMismatch")]
    public void A_body_of_another_length_than_announced_resets_the_stream(string field, int length, string error)
    {
        var server = Server();
        Feed(server, Frames.Post(1, field));
        Feed(server, Frames.Of(FrameType.Data, 1, 1, new byte[length]));
        Assert.Equal($"[settings][1 POST / Length][reset ProtocolError {error}]", server.Log);
    }

    [Fact]
    public void Too_many_and_too_large_headers_reset_the_stream_and_the_table_stays_in_step()
    {
        var server = Server(new Http2Options { MaxHeaders = 5, MaxHeaderListBytes = 400 });
        Feed(server, Frames.Get(1, "a: 1", "b: 2"));
        Feed(server, Frames.Of(FrameType.Headers, 5, 3, [.. Frames.Block(":method: GET", ":scheme: http", ":path: /", ":authority: a.test", "big: " + new string('x', 400)), 0x40, 1, (byte)'n', 1, (byte)'v']));
        Feed(server, Frames.Of(FrameType.Headers, 5, 5, [.. Frames.Block(":method: GET", ":scheme: http", ":path: /", ":authority: a.test"), 0xbe]));
        Assert.Equal("[settings][refused TooManyHeaders][refused HeadersTooLarge][5 GET / None end]", server.Log);
        Assert.EndsWith("ResetStream(1 InternalError)ResetStream(3 InternalError)", server.TakeFrames());
        Assert.Equal("n: v", server.Streams[0].Request!.Headers.ToString().Split("\r\n")[1]);
    }

    [Fact]
    public void Streams_beyond_the_limit_are_refused_and_the_others_go_on()
    {
        var server = Server(new Http2Options { MaxConcurrentStreams = 2 });
        Feed(server, [.. Frames.Get(1), .. Frames.Get(3), .. Frames.Get(5)]);
        Assert.EndsWith("ResetStream(5 RefusedStream)", server.TakeFrames());
        server.Streams[0].Stream.SendHead(Response(204), endStream: true);
        server.Streams[0].Stream.Release();
        Feed(server, Frames.Get(7));
        Assert.Equal([1, 3, 7], server.Streams.Select(s => s.Id));
    }

    [Fact]
    public void What_the_windows_do_not_allow_waits_and_then_goes_out_in_turns()
    {
        var server = Server();
        Feed(server, [.. Frames.Settings((4, 100_000)), .. Frames.Get(1), .. Frames.Get(3)]);
        server.TakeFrames();
        foreach (var stream in server.Streams)
        {
            stream.Stream.SendHead(Response(200), endStream: false);
            stream.Stream.SendData(new byte[50_000], endStream: true);
        }

        // The connection's window is 65535: all of the first and a part of the second.
        Assert.Equal("Headers(1)Data(1 16384)Data(1 16384)Data(1 16384)Data(1 848 end)Headers(3)Data(3 15535)", server.TakeFrames());
        Feed(server, Frames.Number(FrameType.WindowUpdate, 0, 20_000));
        Assert.Equal(20_000, DataBytes(server.Connection.Take()));
        Feed(server, Frames.Number(FrameType.WindowUpdate, 0, 20_000));
        Assert.EndsWith(" end)", server.TakeFrames());
    }

    [Fact]
    public void Trailers_wait_behind_a_body_that_waits()
    {
        var server = Server();
        Feed(server, [.. Frames.Settings((4, 10)), .. Frames.Get(1)]);
        server.TakeFrames();
        var stream = server.Streams[0].Stream;
        stream.SendHead(Response(200), endStream: false);
        stream.SendData(new byte[30], endStream: false);
        var trailers = new HeaderTable();
        trailers.Append("a"u8, "b"u8);
        stream.SendTrailers(trailers);
        stream.Release();
        Assert.Equal("Headers(1)Data(1 10)", server.TakeFrames());
        Feed(server, Frames.Number(FrameType.WindowUpdate, 1, 100));
        Assert.Equal("Data(1 20)Headers(1 end)", server.TakeFrames());
        Assert.Equal(0, server.Session.ActiveStreams);
    }

    [Fact]
    public void Who_sends_too_much_is_told_and_told_again_when_there_is_room()
    {
        var server = Server(new Http2Options { StreamBufferLimit = 1000 });
        Feed(server, [.. Frames.Settings((4, 0)), .. Frames.Get(1)]);
        var stream = server.Streams[0];
        stream.Stream.SendHead(Response(200), endStream: false);
        stream.Stream.SendData(new byte[1000], endStream: false);
        Assert.False(stream.Stream.IsAboveHighWatermark);
        stream.Stream.SendData(new byte[1], endStream: false);
        Assert.True(stream.Stream.IsAboveHighWatermark);
        Feed(server, Frames.Number(FrameType.WindowUpdate, 1, 500));
        Assert.Equal(1, stream.Writable);
    }

    [Fact]
    public void A_paused_stream_keeps_its_window_closed_and_delivers_later()
    {
        var server = Server(new Http2Options { StreamWindow = 65535, ConnectionWindow = 65535 });
        Feed(server, Frames.Post(1));
        server.TakeFrames();
        var stream = server.Streams[0];
        stream.Stream.PauseReading();
        Feed(server, Frames.Of(FrameType.Data, 0, 1, new byte[16000]));
        Feed(server, Frames.Of(FrameType.Data, 0, 1, new byte[16000]));
        Feed(server, Frames.Of(FrameType.Data, 0, 1, new byte[16000]));
        Feed(server, Frames.Of(FrameType.Data, 1, 1, new byte[16000]));
        Assert.Equal((0, ""), (stream.BodyLength, server.TakeFrames()));
        stream.Stream.ResumeReading();
        Assert.Equal(0, stream.BodyLength);
        simulation.RunUntilIdle();
        Assert.Equal(64000, stream.BodyLength);
        Assert.EndsWith("[end]", stream.Text);
        // Windows are given back in steps of half their size.
        Assert.InRange(WindowGiven(server.TakeFrames()), 65535 / 2, 64000);
    }

    [Fact]
    public void A_peer_that_ignores_the_windows_is_stopped()
    {
        var server = Server(new Http2Options { StreamWindow = 20000, ConnectionWindow = 65535 });
        Feed(server, [.. Frames.Post(1), .. Frames.Post(3)]);
        foreach (var stream in server.Streams)
            stream.Stream.PauseReading();
        Feed(server, [.. Frames.Of(FrameType.Data, 0, 1, new byte[16000]), .. Frames.Of(FrameType.Data, 0, 1, new byte[16000])]);
        Assert.EndsWith("ResetStream(1 FlowControlError)", server.TakeFrames());
        Assert.EndsWith("[reset FlowControlError FlowControl]", server.Streams[0].Text);
        Feed(server, Frames.Of(FrameType.Data, 0, 3, new byte[16000]));
        Assert.DoesNotContain("failed", server.Log);
    }

    [Fact]
    public void A_response_before_the_request_has_ended_asks_for_no_more()
    {
        var server = Server();
        Feed(server, Frames.Post(1));
        server.TakeFrames();
        var stream = server.Streams[0].Stream;
        stream.SendHead(Response(413), endStream: true);
        stream.Release();
        Assert.Equal("Headers(1 end)ResetStream(1 NoError)", server.TakeFrames());
        // What was under way is no error.
        Feed(server, Frames.Of(FrameType.Data, 1, 1, new byte[100]));
        Feed(server, Frames.Get(3));
        Assert.Equal(2, server.Streams.Count);
    }

    [Fact]
    public void GoAway_is_graceful_in_two_steps()
    {
        var server = Server();
        Feed(server, Frames.Get(1));
        server.TakeFrames();
        server.Session.BeginShutdown();
        Assert.Equal("GoAway(0 2147483647 NoError)", server.TakeFrames());
        Feed(server, Frames.Get(3));
        server.Session.CompleteShutdown();
        Assert.Equal("GoAway(0 3 NoError)", server.TakeFrames());
        Feed(server, Frames.Get(5));
        Assert.Equal([1, 3], server.Streams.Select(s => s.Id));
    }

    [Fact]
    public void Streams_that_a_goaway_leaves_out_can_be_tried_elsewhere()
    {
        var (client, server) = Pair();
        var first = client.Open("GET", "/1", endStream: true);
        var second = client.Open("GET", "/2", endStream: true);
        client.Session.Receive(Frames.Of(FrameType.GoAway, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0));
        Assert.Equal(("", "[reset RefusedStream None]"), (first.Text, second.Text));
        Assert.False(client.Session.CanOpen);
    }

    public static TheoryData<string, byte[]> Floods => new()
    {
        { "ControlFlood", [.. Enumerable.Repeat(Frames.Of(FrameType.Ping, 0, 0, new byte[8]), 1001).SelectMany(f => f)] },
        { "ControlFlood", [.. Enumerable.Repeat(Frames.Settings(), 1001).SelectMany(f => f)] },
        { "EmptyFramesFlood", [.. Frames.Post(1), .. Enumerable.Repeat(Frames.Of(FrameType.Data, 0, 1), 2).SelectMany(f => f)] },
        { "EmptyFramesFlood", [.. Frames.Of(FrameType.Headers, 0, 1), .. Enumerable.Repeat(Frames.Of(FrameType.Continuation, 0, 1), 2).SelectMany(f => f)] },
        { "PriorityFlood", [.. Enumerable.Repeat(Frames.Of(FrameType.Priority, 0, 3, 0, 0, 0, 0, 1), 101).SelectMany(f => f)] },
        { "WindowUpdateFlood", [.. Enumerable.Repeat(Frames.Number(FrameType.WindowUpdate, 0, 1), 6).SelectMany(f => f)] },
        { "HeaderBlockFlood", [.. Frames.Of(FrameType.Headers, 0, 1), .. Enumerable.Repeat(Frames.Of(FrameType.Continuation, 0, 1, new byte[16000]), 5).SelectMany(f => f)] },
        { "PrematureResets", [.. Enumerable.Range(0, 250).SelectMany(i => Frames.Get((2 * i) + 1).Concat(Frames.Number(FrameType.ResetStream, (2 * i) + 1, 8)))] },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_ends_the_connection(string error, byte[] flood)
    {
        var server = Server();
        server.TakeFrames();
        server.Connection.Write([0]);
        Feed(server, flood);
        Assert.EndsWith($"[failed {error}]", server.OwnLog);
    }

    [Fact]
    public void Resets_of_answered_streams_are_no_attack()
    {
        var server = Server();
        server.OnStream = s => s.Stream.SendHead(Response(200), endStream: false);
        for (var i = 0; i < 1000; i++)
        {
            Feed(server, [.. Frames.Get((2 * i) + 1), .. Frames.Number(FrameType.ResetStream, (2 * i) + 1, 8)]);
            server.Connection.Take();
        }

        Assert.DoesNotContain("failed", server.Log);
    }

    [Fact]
    public void Extended_connect_is_an_upgrade_for_everybody_behind()
    {
        var server = Server(new Http2Options { AllowConnect = true });
        Feed(server, Frames.Of(FrameType.Headers, 4, 1, Frames.Block(":method: CONNECT", ":protocol: websocket", ":scheme: http", ":path: /chat", ":authority: a")));
        var request = server.Streams[0].Request!;
        Assert.Equal("[1 GET /chat Tunnel]", server.Streams[0].Text);
        Assert.Equal(("websocket", true), (Encoding.ASCII.GetString(request.Headers.Get(HeaderId.Upgrade)), request.IsUpgrade));
    }

    [Fact]
    public void Whatever_frames_come_in_the_session_goes_on_or_fails_cleanly()
    {
        byte[][] blocks = [Frames.Block(":method: GET", ":scheme: http", ":path: /", ":authority: a"), Frames.Block("x: y"), [0x82, 0x86, 0x84], [0x20], [0x3f, 0xff], []];
        var payload = Gen.OneOf(Gen.Int[0, blocks.Length - 1].Select(i => blocks[i]), Gen.Byte.Array[0, 40]);
        var frame = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 255], Gen.Int[0, 7], payload);
        Gen.Select(frame.Array[1, 40], Gen.Bool).Sample(
            (frames, isServer) =>
            {
                var end = new Http2End(simulation, isServer);
                if (!isServer)
                    end.Open("GET", "/", endStream: false);
                end.OnStream = s => s.Stream.SendHead(Response(200), endStream: true);
                end.Session.Receive([.. isServer ? Http2Preface.Bytes : [], .. Frames.Settings()]);
                end.Connection.Take();
                foreach (var (type, flags, stream, bytes) in frames)
                {
                    var one = Frames.Of((FrameType)type, flags, stream, bytes);
                    Assert.Equal(one.Length, end.Session.Receive(one));
                    Frames.Describe(end.Connection.Take());
                }

                end.Session.OnClosed(Http2ErrorCode.Cancel);
                Assert.Equal(0, end.Session.ActiveStreams);
            },
            threads: 1);
    }

    static Http2End ServerOf(Simulation.Simulation simulation, Http2Options? options)
    {
        var server = new Http2End(simulation, isServer: true, options);
        Feed(server, [.. Http2Preface.Bytes, .. Frames.Settings()]);
        server.Connection.Take();
        return server;
    }

    Http2End Server(Http2Options? options = null) => ServerOf(simulation, options);

    (Http2End Client, Http2End Server) Pair()
    {
        var client = new Http2End(simulation, isServer: false);
        var server = new Http2End(simulation, isServer: true);
        Exchange(client, server);
        return (client, server);
    }

    static void Exchange(Http2End client, Http2End server)
    {
        for (var i = 0; i < 4; i++)
        {
            Feed(server, client.Connection.Take());
            Feed(client, server.Connection.Take());
        }
    }

    static void Feed(Http2End end, byte[] bytes) => Assert.Equal(bytes.Length, end.Session.Receive(bytes));

    static int DataBytes(ReadOnlySpan<byte> bytes)
    {
        var total = 0;
        for (; bytes.Length > 0; bytes = bytes[(FrameHeader.Bytes + FrameHeader.Read(bytes).Length)..])
            total += FrameHeader.Read(bytes).Type == FrameType.Data ? FrameHeader.Read(bytes).Length : 0;
        return total;
    }

    static int WindowGiven(string frames) =>
        frames.Split(')', StringSplitOptions.RemoveEmptyEntries).Sum(part => int.Parse(part["WindowUpdate(0 ".Length..]));

    string Play(byte[] conversation, int[] steps)
    {
        var server = new Http2End(simulation, isServer: true);
        var (from, to, step) = (0, 0, 0);
        while (from < conversation.Length)
        {
            to = steps.Length == 0 ? conversation.Length : Math.Min(conversation.Length, to + steps[step++ % steps.Length]);
            from += server.Session.Receive(conversation.AsSpan(from, to - from));
        }

        return server.Log;
    }

    static ResponseHead Response(int status) => new() { Status = status };
}
