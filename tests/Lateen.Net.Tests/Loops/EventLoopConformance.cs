namespace Lateen.Net.Tests.Loops;

/// <summary>The contract of <see cref="IEventLoop"/> and <see cref="IConnection"/>, run over every engine.</summary>
public abstract class EventLoopConformance
{
    const long Millisecond = 1_000_000;

    protected abstract ILoopRig CreateRig();

    // ---- streams ----

    [Fact]
    public void Connect_and_accept_both_learn_addresses()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        Assert.Equal(client.Connection.LocalAddress, server.Connection.RemoteAddress);
        Assert.Equal(client.Connection.RemoteAddress, server.Connection.LocalAddress);
        Assert.True(client.Connection.IsConnected);
    }

    [Fact]
    public void Bytes_written_before_connected_arrive()
    {
        using var rig = CreateRig();
        var server = new Recorder();
        var listener = Listen(rig, _ => server);
        var connection = rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), new Recorder());
        connection.Write("early"u8);
        rig.RunUntil(() => server.Text == "early");
    }

    [Fact]
    public void Writes_of_one_batch_arrive_in_order()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write("one "u8);
        var span = client.Connection.GetSpan(16);
        "two "u8.CopyTo(span);
        client.Connection.Advance(4);
        var chain = new SlabChain(rig.Loop.Slabs);
        chain.Append("three"u8);
        client.Connection.Write(chain);
        Assert.True(chain.IsEmpty);
        Assert.Equal(13, client.Connection.PendingBytes);
        rig.RunUntil(() => server.ReceivedCount == 13);
        Assert.Equal("one two three", server.Text);
        Assert.Equal(13, client.Connection.BytesSent);
        Assert.Equal(13, server.Connection.BytesReceived);
    }

    [Theory]
    [InlineData(1, 5_000_000)]
    [InlineData(100_000, 60)]
    [InlineData(8 * 1024, 700)]
    [InlineData(5000, 1000)]
    public void Large_amounts_arrive_whole(int piece, int pieces)
    {
        if (piece == 1)
            (piece, pieces) = (pieces, 1);
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var all = Bytes.Pattern(piece * pieces);
        for (var i = 0; i < pieces; i++)
            client.Connection.Write(all.AsSpan(i * piece, piece));
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => server.ReadClosed);
        Assert.True(all.AsSpan().SequenceEqual(server.Received));
    }

    [Fact]
    public void Client_half_close_leaves_the_other_direction_open()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write("request"u8);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => server.ReadClosed);
        Assert.Equal("request", server.Text);
        var answer = Bytes.Pattern(300_000);
        server.Connection.Write(answer);
        server.Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null && server.Closed is not null);
        Assert.Equal(answer, client.Received);
        Assert.Equal(CloseKind.Completed, client.Closed!.Value.Kind);
        Assert.Equal(CloseKind.Completed, server.Closed!.Value.Kind);
    }

    [Fact]
    public void Server_half_close_leaves_the_other_direction_open()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.Write("greeting"u8);
        server.Connection.ShutdownWrite();
        rig.RunUntil(() => client.ReadClosed);
        Assert.Equal("greeting", client.Text);
        client.Connection.Write("still here"u8);
        rig.RunUntil(() => server.Text == "still here");
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null && server.Closed is not null);
        Assert.Equal(["connected", "received", "read-closed", "closed"], client.Events);
    }

    [Fact]
    public void Writes_after_ShutdownWrite_are_dropped()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write("a"u8);
        client.Connection.ShutdownWrite();
        client.Connection.Write("b"u8);
        client.Connection.GetSpan(10).Fill(1);
        client.Connection.Advance(10);
        rig.RunUntil(() => server.ReadClosed);
        Assert.Equal("a", server.Text);
    }

    // ---- closing ----

    [Fact]
    public void Close_sends_what_is_pending_first()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var all = Bytes.Pattern(2_000_000);
        client.Connection.Write(all);
        client.Connection.Close();
        rig.RunUntil(() => server.ReadClosed && client.Closed is not null);
        Assert.Equal(all, server.Received);
        Assert.Equal(CloseKind.Local, client.Closed!.Value.Kind);
        Assert.False(client.Connection.IsConnected);
    }

    [Fact]
    public void Abort_resets_the_peer()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write(new byte[100]);
        client.Connection.Abort();
        client.Connection.Abort();
        client.Connection.Close();
        rig.RunUntil(() => client.Closed is not null && server.Closed is not null);
        Assert.Equal(CloseKind.Aborted, client.Closed!.Value.Kind);
        Assert.Equal(CloseKind.PeerReset, server.Closed!.Value.Kind);
        Assert.DoesNotContain("received", server.Events);
    }

    [Fact]
    public void Reset_is_seen_while_reading_is_paused()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.PauseReading();
        client.Connection.Abort();
        rig.RunUntil(() => server.Closed is not null);
        Assert.Equal(CloseKind.PeerReset, server.Closed!.Value.Kind);
    }

    [Fact]
    public void Reset_waits_for_bytes_not_yet_read_while_reading_is_paused()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.PauseReading();
        client.Connection.Write("last words"u8);
        rig.RunUntil(() => client.Connection.BytesSent == 10);
        client.Connection.Abort();
        rig.RunUntil(() => client.Closed is not null);
        var settled = false;
        var timer = new LoopTimer(() => settled = true);
        rig.PeerLoop.Schedule(timer, 20 * Millisecond);
        rig.RunUntil(() => settled);
        Assert.Null(server.Closed);
        server.Connection.ResumeReading();
        rig.RunUntil(() => server.Closed is not null);
        Assert.Equal("last words", server.Text);
        Assert.Equal(CloseKind.PeerReset, server.Closed!.Value.Kind);
    }

    [Fact]
    public void Lingering_close_does_not_destroy_the_answer()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write(Bytes.Pattern(400_000));
        server.WhenReceived = bytes =>
        {
            server.Connection.Write("413 too much"u8);
            server.Connection.Close(lingerNanoseconds: 5_000 * Millisecond);
            return 1;
        };
        rig.RunUntil(() => client.ReadClosed);
        Assert.Equal("413 too much", client.Text);
        client.Connection.Close();
        rig.RunUntil(() => server.Closed is not null && client.Closed is not null);
        Assert.Equal(CloseKind.Local, server.Closed!.Value.Kind);
    }

    [Fact]
    public void Lingering_close_ends_when_its_time_is_over()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var start = rig.PeerLoop.Now;
        server.Connection.Close(lingerNanoseconds: 30 * Millisecond);
        rig.RunUntil(() => server.Closed is not null);
        Assert.True(rig.PeerLoop.Now - start >= 30 * Millisecond);
        Assert.Null(client.Closed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Closing_inside_a_callback_reports_later_and_once(bool abort)
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var reportedInside = false;
        server.WhenReceived = bytes =>
        {
            if (abort)
                server.Connection.Abort();
            else
                server.Connection.Close();
            reportedInside = server.Closed is not null;
            return 0;
        };
        client.Connection.Write(new byte[20_000]);
        rig.RunUntil(() => server.Closed is not null);
        Assert.False(reportedInside);
        Assert.Equal(["connected", "received", "closed"], server.Events);
    }

    [Fact]
    public void Closing_inside_OnConnected_works()
    {
        using var rig = CreateRig();
        var server = new Recorder { WhenConnected = static c => c.Close() };
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(Listen(rig, _ => server).LocalAddress), client);
        rig.RunUntil(() => server.Closed is not null && client.ReadClosed);
        Assert.Equal(["connected", "closed"], server.Events);
    }

    [Fact]
    public void Closing_the_other_connection_inside_a_callback_works()
    {
        using var rig = CreateRig();
        var (firstClient, first) = Join(rig);
        var (secondClient, second) = Join(rig);
        first.WhenReceived = bytes =>
        {
            second.Connection.Abort();
            return bytes.Length;
        };
        second.WhenReceived = bytes =>
        {
            first.Connection.Abort();
            return bytes.Length;
        };
        firstClient.Connection.Write("x"u8);
        secondClient.Connection.Write("x"u8);
        rig.RunUntil(() => firstClient.Closed is not null || secondClient.Closed is not null);
        Assert.True(first.Closed is null || second.Closed is null || first.Closed.Value.Kind == CloseKind.Aborted);
    }

    [Fact]
    public void A_closed_connection_ignores_every_call()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Abort();
        rig.RunUntil(() => client.Closed is not null && server.Closed is not null);
        client.Connection.Write("x"u8);
        client.Connection.GetSpan(5)[0] = 1;
        client.Connection.Advance(5);
        client.Connection.PauseReading();
        client.Connection.ResumeReading();
        client.Connection.ShutdownWrite();
        client.Connection.Close();
        client.Connection.Abort();
        Assert.Equal(0, client.Connection.PendingBytes);
        Assert.Equal(0, rig.Loop.Slabs.RentedBytes);
    }

    [Fact]
    public void Connect_to_nobody_is_reported_and_not_inside_the_call()
    {
        using var rig = CreateRig();
        var listener = Listen(rig, _ => null);
        var address = listener.LocalAddress;
        listener.Close();
        var client = new Recorder();
        var connection = rig.Loop.Connect(new ConnectOptions(address), client);
        Assert.Null(client.Closed);
        connection.Write("never"u8);
        rig.RunUntil(() => client.Closed is not null);
        Assert.Equal(CloseKind.ConnectFailed, client.Closed!.Value.Kind);
        Assert.Equal(111, client.Closed.Value.Errno);
        Assert.Equal(["closed"], client.Events);
    }

    [Fact]
    public void Aborting_a_connection_that_is_being_made_reports_its_end()
    {
        using var rig = CreateRig();
        var server = new Recorder();
        var listener = Listen(rig, _ => server);
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client).Abort();
        rig.RunUntil(() => client.Closed is not null);
        Assert.Equal(["closed"], client.Events);
        Assert.Equal(CloseKind.Aborted, client.Closed!.Value.Kind);
    }

    [Fact]
    public void Closing_a_connection_that_is_being_made_still_sends_what_was_written()
    {
        using var rig = CreateRig();
        var server = new Recorder();
        var listener = Listen(rig, _ => server);
        var client = new Recorder();
        var connection = rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
        connection.Write("fire and forget"u8);
        connection.Close();
        rig.RunUntil(() => client.Closed is not null && server.ReadClosed);
        Assert.Equal("fire and forget", server.Text);
    }

    [Fact]
    public void A_refused_connection_is_closed()
    {
        using var rig = CreateRig();
        var listener = Listen(rig, _ => null);
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
        rig.RunUntil(() => client.ReadClosed || client.Closed is not null);
    }

    // ---- reading ----

    [Fact]
    public void Bytes_not_consumed_come_again_in_front_of_what_follows()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var presented = new List<string>();
        server.WhenReceived = bytes =>
        {
            presented.Add(System.Text.Encoding.ASCII.GetString(bytes));
            return bytes.Length < 6 ? 0 : 6;
        };
        client.Connection.Write("abc"u8);
        rig.RunUntil(() => presented.Count > 0 && presented[^1] == "abc");
        client.Connection.Write("defgh"u8);
        rig.RunUntil(() => server.ReceivedCount == 6 && presented[^1].Length >= 6);
        Assert.Equal("abcdef", server.Text);
        Assert.All(presented, p => Assert.True("abcdefgh".Contains(p, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_head_may_grow_to_the_read_limit()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.ReadLimit = 300_000;
        var all = Bytes.Pattern(290_000);
        server.WhenReceived = bytes => bytes.Length < all.Length ? 0 : bytes.Length;
        client.Connection.Write(all);
        rig.RunUntil(() => server.ReceivedCount > 0);
        Assert.Equal(all, server.Received);
    }

    [Fact]
    public void A_head_beyond_the_read_limit_ends_the_connection()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.ReadLimit = 5000;
        server.WhenReceived = _ => 0;
        client.Connection.Write(new byte[100_000]);
        rig.RunUntil(() => server.Closed is not null);
        Assert.Equal(CloseKind.ReadLimit, server.Closed!.Value.Kind);
    }

    [Fact]
    public void A_handler_that_consumes_piece_by_piece_gets_everything()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var all = Bytes.Pattern(200_000);
        server.WhenReceived = static bytes => Math.Max(1, bytes.Length * 2 / 3);
        server.WhenReadClosed = () => { };
        client.Connection.Write(all);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => server.ReadClosed);
        Assert.True(all.AsSpan().StartsWith(server.Received));
    }

    [Fact]
    public void An_idle_connection_owns_no_buffer()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.Write(Bytes.Pattern(100_000));
        rig.RunUntil(() => server.ReceivedCount == 100_000 && client.Connection.PendingBytes == 0);
        Assert.Equal(0, rig.Loop.Slabs.RentedBytes);
        Assert.Equal(0, rig.PeerLoop.Slabs.RentedBytes);
    }

    [Fact]
    public void Paused_reading_delivers_nothing_until_resumed()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.Connection.PauseReading();
        client.Connection.Write("later"u8);
        client.Connection.ShutdownWrite();
        Wait(rig, 30 * Millisecond);
        Assert.Equal(["connected"], server.Events);
        server.Connection.ResumeReading();
        Assert.Equal(["connected"], server.Events);
        rig.RunUntil(() => server.ReadClosed);
        Assert.Equal("later", server.Text);
    }

    [Fact]
    public void Resuming_presents_what_was_not_consumed_without_new_bytes()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.WhenReceived = bytes =>
        {
            server.Connection.PauseReading();
            return 1;
        };
        client.Connection.Write("abcdef"u8);
        rig.RunUntil(() => server.ReceivedCount == 1);
        for (var i = 2; i <= 6; i++)
        {
            server.Connection.ResumeReading();
            rig.RunUntil(() => server.ReceivedCount == i);
        }

        Assert.Equal("abcdef", server.Text);
    }

    [Fact]
    public void Pausing_and_resuming_inside_OnReceived_presents_again()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.WhenReceived = bytes =>
        {
            server.Connection.PauseReading();
            server.Connection.ResumeReading();
            return 1;
        };
        client.Connection.Write("abcdef"u8);
        rig.RunUntil(() => server.ReceivedCount == 6);
        Assert.Equal("abcdef", server.Text);
    }

    [Fact]
    public void A_peeking_handler_leaves_the_bytes_to_its_successor()
    {
        using var rig = CreateRig();
        var chosen = new Recorder();
        var peeker = new Recorder();
        peeker.WhenReceived = bytes =>
        {
            if (bytes.Length >= 3)
                peeker.Connection.Handler = chosen;
            return 0;
        };
        var client = new Recorder();
        var connection = rig.Loop.Connect(new ConnectOptions(Listen(rig, _ => peeker).LocalAddress), client);
        connection.Write("abcdef"u8);
        connection.ShutdownWrite();
        rig.RunUntil(() => chosen.ReadClosed);
        Assert.Equal("abcdef", chosen.Text);
        Assert.DoesNotContain("connected", chosen.Events);
        Assert.DoesNotContain("read-closed", peeker.Events);
    }

    [Fact]
    public void A_handler_replaced_outside_a_callback_gets_the_waiting_bytes()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        server.WhenReceived = static _ => 0;
        client.Connection.Write("abc"u8);
        rig.RunUntil(() => server.Events.Contains("received") && server.Connection.BytesReceived == 3);
        var chosen = new Recorder();
        server.Connection.Handler = chosen;
        Assert.Empty(chosen.Events);
        rig.RunUntil(() => chosen.Text == "abc");
    }

    [Fact]
    public void A_handler_replaced_while_paused_gets_the_bytes_when_resumed()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        var chosen = new Recorder();
        server.WhenReceived = _ =>
        {
            server.Connection.PauseReading();
            server.Connection.Handler = chosen;
            return 0;
        };
        client.Connection.Write("abc"u8);
        rig.RunUntil(() => server.Events.Contains("received"));
        Wait(rig, 10 * Millisecond);
        Assert.Empty(chosen.Events);
        server.Connection.ResumeReading();
        rig.RunUntil(() => chosen.Text == "abc");
    }

    // ---- back-pressure ----

    [Fact]
    public void Watermarks_are_reported_once_each_way()
    {
        using var rig = CreateRig();
        var (client, server) = Join(rig);
        client.Connection.SetWatermarks(100_000, 200_000);
        server.Connection.PauseReading();
        var written = 0;
        while (!client.Connection.IsAboveHighWatermark)
        {
            client.Connection.Write(new byte[5000]);
            written += 5000;
            Assert.True(written < 100_000_000);
            Wait(rig, 1 * Millisecond);
        }

        Assert.True(client.Connection.PendingBytes > 200_000);
        Assert.DoesNotContain("writable", client.Events);
        server.Connection.ResumeReading();
        rig.RunUntil(() => server.ReceivedCount == written);
        rig.RunUntil(() => client.Events.Contains("writable"));
        Assert.False(client.Connection.IsAboveHighWatermark);
        Assert.Single(client.Events, "writable");
    }

    [Fact]
    public void A_relay_with_back_pressure_holds_little_and_loses_nothing()
    {
        using var rig = CreateRig();
        var (source, relayIn) = Join(rig);
        var (relayOut, sink) = Join(rig, reversed: true);
        relayOut.Connection.SetWatermarks(10_000, 20_000);
        sink.Connection.PauseReading();
        var most = 0L;
        relayIn.WhenReceived = bytes =>
        {
            relayOut.Connection.Write(bytes);
            most = Math.Max(most, relayOut.Connection.PendingBytes);
            if (relayOut.Connection.IsAboveHighWatermark)
                relayIn.Connection.PauseReading();
            return bytes.Length;
        };
        relayIn.WhenReadClosed = () => relayOut.Connection.ShutdownWrite();
        relayOut.WhenWritable = () => relayIn.Connection.ResumeReading();
        var all = Bytes.Pattern(20_000_000);
        source.Connection.Write(all);
        source.Connection.ShutdownWrite();
        rig.RunUntil(() => relayIn.Connection.IsReadingPaused);
        sink.Connection.ResumeReading();
        rig.RunUntil(() => sink.ReadClosed);
        Assert.True(all.AsSpan().SequenceEqual(sink.Received));
        Assert.True(most < 20_000 + (64 * 1024) + 1, $"{most} bytes were held");
    }

    // ---- time and posting ----

    [Fact]
    public void Timers_fire_in_the_order_of_their_deadlines_and_never_early()
    {
        using var rig = CreateRig();
        var start = rig.Loop.Now;
        var fired = new List<(int Delay, long At)>();
        int[] delays = [70, 5, 0, 64, 65, 63, 5, 128, 1];
        foreach (var delay in delays)
            rig.Loop.Schedule(new LoopTimer(() => fired.Add((delay, rig.Loop.Now - start))), delay * Millisecond);
        rig.RunUntil(() => fired.Count == delays.Length);
        Assert.Equal(delays.Order(), fired.Select(f => f.Delay));
        Assert.All(fired, f => Assert.True(f.At >= f.Delay * Millisecond));
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire_and_a_rearmed_one_fires_once()
    {
        using var rig = CreateRig();
        int cancelled = 0, rearmed = 0, last = 0;
        var first = new LoopTimer(() => cancelled++);
        var second = new LoopTimer(() => rearmed++);
        rig.Loop.Schedule(first, 5 * Millisecond);
        rig.Loop.Schedule(second, 5 * Millisecond);
        rig.Loop.Schedule(second, 10 * Millisecond);
        rig.Loop.Cancel(first);
        Assert.False(first.IsArmed);
        Assert.True(second.IsArmed);
        rig.Loop.Schedule(new LoopTimer(() => last++), 20 * Millisecond);
        rig.RunUntil(() => last == 1);
        Assert.Equal((0, 1), (cancelled, rearmed));
    }

    [Fact]
    public void A_timer_may_rearm_itself_and_cancel_its_neighbour()
    {
        using var rig = CreateRig();
        var count = 0;
        var neighbour = new LoopTimer(() => count += 100);
        LoopTimer timer = null!;
        timer = new LoopTimer(() =>
        {
            rig.Loop.Cancel(neighbour);
            if (++count < 4)
                rig.Loop.Schedule(timer, 0);
        });
        rig.Loop.Schedule(timer, Millisecond);
        rig.Loop.Schedule(neighbour, Millisecond);
        rig.RunUntil(() => count == 4);
    }

    [Fact]
    public void Posted_work_runs_in_order_and_not_inside_the_call()
    {
        using var rig = CreateRig();
        var ran = new List<int>();
        for (var i = 0; i < 100; i++)
            rig.Loop.Post(state => ran.Add((int)state!), i);
        Assert.Empty(ran);
        rig.Loop.Post(_ => rig.Loop.Post(_ => ran.Add(-1), null), null);
        rig.RunUntil(() => ran.Count == 101);
        Assert.Equal([.. Enumerable.Range(0, 100), -1], ran);
    }

    // ---- listeners ----

    [Fact]
    public void An_address_in_use_is_refused_with_a_sentence()
    {
        using var rig = CreateRig();
        var options = new ListenOptions { Address = NetAddress.Loopback(0), ReusePort = false };
        var first = rig.Loop.Listen(options, new Acceptor(_ => null), out _);
        var second = rig.Loop.Listen(options with { Address = first!.LocalAddress }, new Acceptor(_ => null), out var error);
        Assert.Null(second);
        Assert.Equal($"cannot listen on {first.LocalAddress}: Address already in use", error);
    }

    [Fact]
    public void A_paused_listener_makes_clients_wait()
    {
        using var rig = CreateRig();
        var server = new Recorder();
        var listener = Listen(rig, _ => server);
        listener.Pause();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), new Recorder());
        Wait(rig, 20 * Millisecond);
        Assert.Empty(server.Events);
        listener.Resume();
        rig.RunUntil(() => server.IsConnected);
    }

    [Fact]
    public void A_listener_with_a_new_handler_keeps_its_socket()
    {
        using var rig = CreateRig();
        var old = new Recorder();
        var replacement = new Recorder();
        var listener = Listen(rig, _ => old);
        listener.Handler = new Acceptor(_ => replacement);
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), new Recorder());
        rig.RunUntil(() => replacement.IsConnected);
        Assert.Empty(old.Events);
    }

    [Fact]
    public void Stopping_ends_every_connection()
    {
        var rig = CreateRig();
        var (client, server) = Join(rig);
        rig.Dispose();
        Assert.Equal(CloseKind.LoopStopped, client.Closed!.Value.Kind);
        Assert.NotNull(server.Closed);
        Assert.False(rig.Loop.Post(_ => { }, null));
    }

    // ---- tools ----

    protected static IListener Listen(ILoopRig rig, Func<IConnection, IConnectionHandler?> accept)
        => rig.PeerLoop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(accept), out var error)
            ?? throw new InvalidOperationException(error);

    /// <summary>A connected pair; the client on the rig's loop, the server on the peer's, or the other way round.</summary>
    protected static (Recorder Client, Recorder Server) Join(ILoopRig rig, bool reversed = false)
    {
        var server = new Recorder();
        var client = new Recorder();
        var (from, to) = reversed ? (rig.PeerLoop, rig.Loop) : (rig.Loop, rig.PeerLoop);
        var listener = to.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => server), out _)!;
        from.Connect(new ConnectOptions(listener.LocalAddress), client);
        rig.RunUntil(() => server.IsConnected && client.IsConnected);
        listener.Close();
        return (client, server);
    }

    static void Wait(ILoopRig rig, long nanoseconds)
    {
        var over = 0;
        rig.Loop.Schedule(new LoopTimer(() => over++), nanoseconds);
        rig.PeerLoop.Schedule(new LoopTimer(() => over++), nanoseconds);
        rig.RunUntil(() => over == 2);
    }
}
