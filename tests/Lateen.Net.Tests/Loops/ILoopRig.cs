namespace Lateen.Net.Tests.Loops;

/// <summary>An engine under the conformance suite: two loops that can reach each other (they may be the same), and a way to run them.</summary>
public interface ILoopRig : IDisposable
{
    IEventLoop Loop { get; }

    IEventLoop PeerLoop { get; }

    /// <summary>Runs until the condition holds; throws when it never does.</summary>
    void RunUntil(Func<bool> done);
}
