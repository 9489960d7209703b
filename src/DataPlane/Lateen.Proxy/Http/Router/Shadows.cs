using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Http.Upstream;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>
/// Copies of one request to other clusters (request_mirror_policies). Their answers are thrown away, their failures have no consequence, and one that takes too little
/// is dropped, so that the request itself never waits for them.
/// </summary>
sealed class Shadows
{
    /// <summary>For requests whose route has no timeout; a callout must have some bound.</summary>
    static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    static readonly byte[] Suffix = "-shadow"u8.ToArray();
    static readonly HeaderName Internal = HeaderName.Of(HeaderId.XEnvoyInternal);

    readonly List<(IUpstreamCall Call, long Behind)> calls = [];

    /// <summary>Starts the copies that chance chooses, of the request as it goes upstream.</summary>
    public void Start(HttpStream stream, ForwardAction action, TimeSpan timeout)
    {
        var request = stream.Request!;
        if (request.Framing == BodyFraming.Tunnel || request.IsConnect)
            return;
        var context = stream.Server.Worker.Context;
        foreach (var mirror in action.Mirrors)
        {
            if (!mirror.Share.Contains(context.Random.Next()))
                continue;
            var client = UpstreamClient.Of(context);
            var head = client.RentHead();
            Fill(head, request, mirror, stream);
            calls.Add((client.Start(mirror.Cluster, head, timeout > TimeSpan.Zero ? timeout : LongestTime, Discard.Instance), 0));
        }
    }

    /// <summary>A piece of the body. Returns how many copies were dropped because they took too little.</summary>
    public int SendData(ReadOnlySpan<byte> data, bool endStream, int limit)
    {
        var dropped = 0;
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            var (call, behind) = calls[i];
            behind = call.IsBehind ? behind + data.Length : 0;
            if (behind > limit)
            {
                call.Cancel();
                calls.RemoveAt(i);
                dropped++;
                continue;
            }

            call.SendData(data, endStream);
            calls[i] = (call, behind);
        }

        if (endStream)
            calls.Clear();
        return dropped;
    }

    /// <summary>The request is over. Copies that are whole go on by themselves, the others cannot become whole.</summary>
    public void End(bool isRequestComplete)
    {
        if (!isRequestComplete)
        {
            foreach (var (call, _) in calls)
                call.Cancel();
        }

        calls.Clear();
    }

    static void Fill(RequestHead head, RequestHead request, MirrorPolicy mirror, HttpStream stream)
    {
        head.CopyFrom(request);
        if (mirror.HostRewriteLiteral is { } host)
            head.SetAuthority(Encoding.ASCII.GetBytes(host));
        else if (mirror.AppendsHostSuffix)
            head.SetAuthority(WithSuffix(request.Authority));
        head.Headers.Set(Internal, "true"u8);
        var local = stream.Info.Connection.LocalAddress;
        var port = local.LastIndexOf(':');
        if (port > 0)
            head.Headers.AppendToList(HeaderId.XForwardedFor, Encoding.ASCII.GetBytes(local[..port].Trim('[', ']')), ","u8);
    }

    /// <summary>Behind the host, before its port: host-shadow:80.</summary>
    static byte[] WithSuffix(ReadOnlySpan<byte> authority)
    {
        var colon = authority.LastIndexOf((byte)':');
        var end = colon < 0 || authority.LastIndexOf((byte)']') > colon ? authority.Length : colon;
        return [.. authority[..end], .. Suffix, .. authority[end..]];
    }

    /// <summary>Nobody listens.</summary>
    sealed class Discard : IUpstreamCallHandler
    {
        public static Discard Instance { get; } = new();

        public void OnHead(IUpstreamCall call, ResponseHead head, bool endStream)
        {
        }

        public void OnData(IUpstreamCall call, ReadOnlySpan<byte> data, bool endStream)
        {
        }

        public void OnFailed(IUpstreamCall call, string reason)
        {
        }
    }
}
