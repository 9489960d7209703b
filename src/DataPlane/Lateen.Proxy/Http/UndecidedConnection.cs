using Lateen.Net;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Http;

/// <summary>A connection that has not said yet whether it speaks HTTP/1 or HTTP/2: its first bytes do. Envoy takes a preface in pieces for HTTP/1; here it may be split.</summary>
sealed class UndecidedConnection : HttpConnection, ITimerHandler
{
    readonly HttpServer server;
    readonly IDownstream downstream;
    readonly LoopTimer timer;
    HttpConnection? chosen;
    bool isDraining;

    public UndecidedConnection(HttpServer server, IDownstream downstream)
        : base(server, downstream)
    {
        this.server = server;
        this.downstream = downstream;
        timer = new LoopTimer(this);
    }

    public override void OnDraining()
    {
        isDraining = true;
        if (chosen is null)
            Connection.Close();
        else
            chosen.OnDraining();
    }

    public override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (Http2Preface.Matches(bytes) is not { } isHttp2)
            return 0;
        server.Loop.Cancel(timer);
        chosen = isHttp2 ? new Http2Connection(server, downstream) : new Http1Connection(server, downstream);
        Connection.Handler = chosen;
        server.Worker.Enter();
        chosen.TakeOver(this);
        if (isDraining)
            chosen.OnDraining();
        return chosen.OnReceived(bytes);
    }

    public override void OnReadClosed() => Connection.Close();

    public override void OnWritable()
    {
    }

    public override void OnClosed(CloseReason reason)
    {
        server.Loop.Cancel(timer);
        End(reason);
    }

    public void OnTimer(LoopTimer fired)
    {
        Count(Stats.CxIdleTimeout);
        Connection.Close();
    }

    protected override void OnBegun()
    {
        if (server.Config.IdleTimeout > TimeSpan.Zero)
            server.Loop.Schedule(timer, server.Config.IdleTimeout.Ticks * 100);
    }
}
