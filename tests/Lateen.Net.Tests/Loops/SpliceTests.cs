namespace Lateen.Net.Tests.Loops;

/// <summary>Streams relayed in the kernel: client - relay - server, the relay splicing both ways.</summary>
public sealed class SpliceTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(40_000_000)]
    public void Both_directions_arrive_whole_with_their_ends(int bytes)
    {
        using var relay = new Relay();
        var up = Bytes.Pattern(bytes, 1);
        var down = Bytes.Pattern(bytes / 2, 2);
        relay.Client.Connection.Write(up);
        relay.Client.Connection.ShutdownWrite();
        relay.RunUntil(() => relay.Server.ReadClosed);
        relay.Server.Connection.Write(down);
        relay.Server.Connection.ShutdownWrite();
        relay.RunUntil(() => relay.Client.Closed is not null && relay.Server.Closed is not null && relay.In.Closed is not null && relay.Out.Closed is not null);
        Assert.True(up.AsSpan().SequenceEqual(relay.Server.Received));
        Assert.True(down.AsSpan().SequenceEqual(relay.Client.Received));
        Assert.Equal(bytes, relay.In.Connection.BytesReceived);
        Assert.Equal(bytes, relay.Out.Connection.BytesSent);
        Assert.Equal(CloseKind.Completed, relay.In.Closed!.Value.Kind);
        Assert.DoesNotContain("received", relay.In.Events);
    }

    [Fact]
    public void What_is_pending_goes_first()
    {
        using var relay = new Relay(splice: false);
        relay.Out.Connection.Write("first "u8);
        Assert.True(relay.In.Connection.TrySpliceTo(relay.Out.Connection));
        relay.Client.Connection.Write("second"u8);
        relay.RunUntil(() => relay.Server.ReceivedCount == 12);
        Assert.Equal("first second", relay.Server.Text);
    }

    [Fact]
    public void A_slow_reader_slows_the_sender()
    {
        using var relay = new Relay();
        relay.Server.Connection.PauseReading();
        relay.Client.Connection.Write(Bytes.Pattern(50_000_000));
        relay.Settle();
        Assert.True(relay.Client.Connection.PendingBytes > 20_000_000);
        relay.Server.Connection.ResumeReading();
        relay.RunUntil(() => relay.Server.ReceivedCount == 50_000_000);
    }

    [Fact]
    public void A_reset_on_either_side_is_reported()
    {
        using var first = new Relay();
        first.Client.Connection.Abort();
        first.RunUntil(() => first.In.Closed is not null);
        Assert.Equal(CloseKind.PeerReset, first.In.Closed!.Value.Kind);
        using var second = new Relay();
        second.Server.Connection.Abort();
        second.RunUntil(() => second.Out.Closed is not null);
        Assert.Equal(CloseKind.PeerReset, second.Out.Closed!.Value.Kind);
        Assert.Null(second.In.Closed);
        second.In.Connection.Close();
        second.RunUntil(() => second.In.Closed is not null);
    }

    [Fact]
    public void A_paused_source_gives_nothing()
    {
        using var relay = new Relay();
        relay.In.Connection.PauseReading();
        relay.Client.Connection.Write("later"u8);
        relay.Settle();
        Assert.Equal(0, relay.Server.ReceivedCount);
        relay.In.Connection.ResumeReading();
        relay.RunUntil(() => relay.Server.Text == "later");
    }

    [Fact]
    public void Bytes_not_consumed_forbid_it()
    {
        using var relay = new Relay(splice: false);
        relay.In.WhenReceived = static _ => 0;
        relay.Client.Connection.Write("held"u8);
        relay.RunUntil(() => relay.In.Events.Contains("received"));
        Assert.False(relay.In.Connection.TrySpliceTo(relay.Out.Connection));
        Assert.False(relay.In.Connection.TrySpliceTo(relay.In.Connection));
    }

    [Fact]
    public void Pipes_are_used_again()
    {
        using var rig = new EpollRig();
        for (var i = 0; i < 20; i++)
        {
            using var relay = new Relay(rig: rig);
            relay.Client.Connection.Write("x"u8);
            relay.Client.Connection.ShutdownWrite();
            relay.RunUntil(() => relay.Server.ReadClosed);
            relay.Server.Connection.ShutdownWrite();
            relay.RunUntil(() => relay.Client.Closed is not null && relay.Server.Closed is not null && relay.In.Closed is not null && relay.Out.Closed is not null);
        }

        Assert.InRange(rig.Epoll.Pipes.Kept, 1, 2);
    }

    sealed class Relay : IDisposable
    {
        readonly EpollRig rig;
        readonly bool owned;

        public Relay(bool splice = true, EpollRig? rig = null)
        {
            owned = rig is null;
            this.rig = rig ?? new EpollRig();
            (Client, In) = Join();
            (Out, Server) = Join();
            In.WhenReadClosed = () => Out.Connection.ShutdownWrite();
            Out.WhenReadClosed = () => In.Connection.ShutdownWrite();
            if (!splice)
                return;
            Assert.True(In.Connection.TrySpliceTo(Out.Connection));
            Assert.True(Out.Connection.TrySpliceTo(In.Connection));
        }

        public Recorder Client { get; }

        public Recorder In { get; }

        public Recorder Out { get; }

        public Recorder Server { get; }

        public void RunUntil(Func<bool> done) => rig.RunUntil(done);

        public void Settle()
        {
            var over = false;
            rig.Loop.Schedule(new LoopTimer(() => over = true), 100_000_000);
            rig.RunUntil(() => over);
        }

        public void Dispose()
        {
            if (owned)
                rig.Dispose();
        }

        (Recorder Client, Recorder Server) Join()
        {
            var server = new Recorder();
            var client = new Recorder();
            var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => server), out _)!;
            rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
            rig.RunUntil(() => server.IsConnected && client.IsConnected);
            listener.Close();
            return (client, server);
        }
    }
}
