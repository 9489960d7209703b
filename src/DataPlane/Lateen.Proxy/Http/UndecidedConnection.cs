using Lateen.Net;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Http;

/// <summary>A connection that has not said yet whether it speaks HTTP/1 or HTTP/2: its first bytes do. Envoy takes a preface in pieces for HTTP/1; here it may be split.</summary>
sealed class UndecidedConnection : HttpConnection
{
    readonly HttpServer server;
    readonly IDownstream downstream;
    HttpConnection? chosen;
    bool isDraining;

    public UndecidedConnection(HttpServer server, IDownstream downstream)
        : base(server, downstream)
    {
        this.server = server;
        this.downstream = downstream;
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
        Disarm();
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
        Disarm();
        End(reason);
    }

    public override void OnTimer(LoopTimer fired)
    {
        Count(Stats.CxIdleTimeout);
        Connection.Close();
    }

    protected override void OnBegun() => ArmUnlessZero(server.Config.IdleTimeout);
}
