using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Lateen.Net.Tests.Loops;

/// <summary>The kernel's own redirection, in a network namespace of the test's thread.</summary>
public sealed partial class OriginalDestinationTests
{
    const int CLONE_NEWNET = 0x40000000;

    [Theory]
    [InlineData("iptables", "10.1.2.3", "127.0.0.1")]
    [InlineData("ip6tables", "fd00::1:2:3", "::1")]
    public void A_redirected_connection_knows_where_it_was_going(string tool, string dialled, string listening) => InNamespace(() =>
    {
        using var rig = new EpollRig();
        var target = NetAddress.From(IPAddress.Parse(dialled), 9080);
        var address = NetAddress.From(IPAddress.Parse(listening), 15001);
        Run($"ip route add {dialled} dev lo");
        Run($"{tool} -t nat -A OUTPUT -p tcp --dport 9080 -m mark ! --mark 1337 -j REDIRECT --to-ports 15001");
        var server = new Recorder();
        var listener = rig.Loop.Listen(new ListenOptions { Address = address }, new Acceptor(_ => server), out var error);
        Assert.NotNull(listener);
        Assert.Null(error);
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(target), client);
        rig.RunUntil(() => server.IsConnected || client.Closed is not null);
        Assert.True(server.IsConnected, client.Closed?.ToString());
        Assert.True(server.Connection.TryGetOriginalDestination(out var original));
        Assert.Equal(target, original);
        Assert.Equal(address, server.Connection.LocalAddress);

        var marked = new Recorder();
        rig.Loop.Connect(new ConnectOptions(address.WithPort(9080)) { Mark = 1337 }, marked);
        rig.RunUntil(() => marked.Closed is not null);
        Assert.Equal(111, marked.Closed!.Value.Errno);
    });

    /// <summary>On a thread of its own, which is lost afterwards together with its namespace.</summary>
    static void InNamespace(Action body)
    {
        Exception? failure = null;
        var isolated = false;
        var thread = new Thread(() =>
        {
            isolated = unshare(CLONE_NEWNET) == 0;
            if (!isolated)
                return;
            try
            {
                Run("ip link set lo up");
                body();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        Assert.SkipUnless(isolated, "no right to make a network namespace");
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }

    static void Run(string command)
    {
        var words = command.Split(' ', 2);
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1]) { UseShellExecute = false, RedirectStandardError = true })!;
        var problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: {problem}");
    }

    [LibraryImport("libc")]
    private static partial int unshare(int flags);
}
