using System.Runtime.InteropServices;
using Lateen.Net.Epoll;

namespace Lateen.Net.Tests.Loops;

/// <summary>Alone in its process, since it takes the process's descriptors.</summary>
[CollectionDefinition(nameof(DescriptorExhaustionTests), DisableParallelization = true)]
[Collection(nameof(DescriptorExhaustionTests))]
public sealed partial class DescriptorExhaustionTests
{
    const int RLIMIT_NOFILE = 7;
    const int EMFILE = 24;

    [Fact]
    public void Accepting_pauses_without_spinning_and_goes_on_when_descriptors_are_free()
    {
        using var rig = new EpollRig();
        var served = new List<Recorder>();
        var acceptor = new Acceptor(_ =>
        {
            var recorder = new Recorder();
            served.Add(recorder);
            return recorder;
        });
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, acceptor, out _)!;
        var waiting = new Recorder();
        var batches = 0;
        WithoutDescriptors(() => rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), waiting), () =>
        {
            rig.RunUntil(() => acceptor.Pauses.Count > 0);
            Assert.Empty(served);
            var end = rig.Loop.Now + 90_000_000;
            rig.Loop.Schedule(new LoopTimer(static () => { }), 90_000_000);
            while (rig.Loop.Now < end)
            {
                rig.Epoll.RunOnce(1000);
                batches++;
            }
        });

        Assert.True(batches < 10, $"{batches} batches while nothing could be done");
        Assert.Equal([EMFILE], acceptor.Pauses);
        rig.RunUntil(() => served.Count == 1 && served[0].IsConnected);
    }

    [Fact]
    public void Clients_are_reset_when_descriptors_stay_exhausted()
    {
        using var rig = new EpollRig();
        var acceptor = new Acceptor(_ => new Recorder());
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, acceptor, out _)!;
        var client = new Recorder();
        WithoutDescriptors(() => rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client), () => rig.RunUntil(() => client.Closed is not null));
        Assert.Equal(CloseKind.PeerReset, client.Closed!.Value.Kind);
    }

    [Fact]
    public void Connecting_without_descriptors_is_reported()
    {
        using var rig = new EpollRig();
        var client = new Recorder();
        WithoutDescriptors(() => null, () =>
        {
            rig.Loop.Connect(new ConnectOptions(NetAddress.Loopback(1)), client);
            Assert.Null(client.Closed);
            rig.RunUntil(() => client.Closed is not null);
        });
        Assert.Equal(new CloseReason(CloseKind.ConnectFailed, EMFILE), client.Closed);
    }

    /// <summary>Lowers the limit to what is in use after <paramref name="last"/>, runs the body, and restores it.</summary>
    static unsafe void WithoutDescriptors(Func<object?> last, Action body)
    {
        Limit before;
        Assert.Equal(0, getrlimit(RLIMIT_NOFILE, &before));
        last();
        var probe = Libc.open("/dev/null", Libc.O_CLOEXEC);
        _ = Libc.close(probe);
        var none = before with { Soft = (ulong)probe };
        Assert.Equal(0, setrlimit(RLIMIT_NOFILE, &none));
        try
        {
            body();
        }
        finally
        {
            _ = setrlimit(RLIMIT_NOFILE, &before);
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int getrlimit(int resource, Limit* limit);

    [LibraryImport("libc")]
    private static unsafe partial int setrlimit(int resource, Limit* limit);

    [StructLayout(LayoutKind.Sequential)]
    record struct Limit(ulong Soft, ulong Hard);
}
