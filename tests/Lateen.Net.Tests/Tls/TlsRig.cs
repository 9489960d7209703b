using Lateen.Net.Tests.Loops;
using Lateen.Net.Tls;
using Lateen.Net.Tls.OpenSsl;

namespace Lateen.Net.Tests.Tls;

/// <summary>
/// A rig whose loops speak TLS on every connection, both ends with certificates: whoever uses it cannot tell, which is what the conformance
/// suite then shows.
/// </summary>
public sealed class TlsRig : ILoopRig
{
    public static readonly OpenSslEngine Engine = OpenSslEngine.TryLoad(out var error) ?? throw new InvalidOperationException(error);

    static readonly TestAuthority Authority = TestAuthority.Create("conformance");
    static readonly TlsIdentity Identity = Authority.Issue("spiffe://cluster.local/ns/default/sa/test");

    readonly ILoopRig below;

    public TlsRig(ILoopRig below)
    {
        this.below = below;
        Loop = new TlsLoop(below.Loop);
        PeerLoop = ReferenceEquals(below.Loop, below.PeerLoop) ? Loop : new TlsLoop(below.PeerLoop);
    }

    public IEventLoop Loop { get; }

    public IEventLoop PeerLoop { get; }

    public void RunUntil(Func<bool> done) => below.RunUntil(done);

    public void Dispose() => below.Dispose();

    sealed class TlsLoop(IEventLoop below) : IEventLoop
    {
        readonly ITlsServer server = Engine.CreateServer(
            new TlsServerOptions { Identities = [Identity], TrustBundlePem = Authority.Pem, RequireClientCertificate = true, TicketKeys = new TlsTicketKeys() },
            out _)!;

        readonly ITlsClient client = Engine.CreateClient(new TlsClientOptions { Identities = [Identity], TrustBundlePem = Authority.Pem }, out _)!;

        public string Name => below.Name;

        public long Now => below.Now;

        public long UnixNanoseconds => below.UnixNanoseconds;

        public bool IsCurrent => below.IsCurrent;

        public LoopCapabilities Capabilities => below.Capabilities;

        public SlabPool Slabs => below.Slabs;

        public bool Post(Action<object?> callback, object? state) => below.Post(callback, state);

        public void Schedule(LoopTimer timer, long delayNanoseconds) => below.Schedule(timer, delayNanoseconds);

        public void Cancel(LoopTimer timer) => below.Cancel(timer);

        public IListener? Listen(ListenOptions options, IAcceptHandler handler, out string? error) => below.Listen(options, new TlsAcceptor(server, handler), out error) is { } listener
            ? new TlsListener(listener, server, handler)
            : null;

        public IConnection Connect(in ConnectOptions options, IConnectionHandler handler) => client.Connect(below, options, default, handler);
    }

    sealed class TlsListener(IListener below, ITlsServer server, IAcceptHandler handler) : IListener
    {
        public NetAddress LocalAddress => below.LocalAddress;

        public IAcceptHandler Handler
        {
            get => handler;
            set => below.Handler = new TlsAcceptor(server, value);
        }

        public void Pause() => below.Pause();

        public void Resume() => below.Resume();

        public void Close() => below.Close();
    }

    sealed class TlsAcceptor(ITlsServer server, IAcceptHandler handler) : IAcceptHandler
    {
        public IConnectionHandler? OnAccepted(IConnection connection)
        {
            if (handler.OnAccepted(connection) is not { } user)
                return null;
            var tls = server.Accept(connection, user);
            return (IConnectionHandler)tls;
        }

        public void OnAcceptPaused(int errno) => handler.OnAcceptPaused(errno);
    }
}
