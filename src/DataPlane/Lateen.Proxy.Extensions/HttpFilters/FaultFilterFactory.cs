using System.Buffers.Text;
using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Makes fault filters, whose configuration is the route's or else the chain's.</summary>
sealed class FaultFilterFactory(string name, FaultConfig config) : IHttpFilterFactory
{
    static readonly HeaderName DelayHeader = HeaderName.Of("x-envoy-fault-delay-request");
    static readonly HeaderName DelayPercentage = HeaderName.Of("x-envoy-fault-delay-request-percentage");
    static readonly HeaderName AbortHeader = HeaderName.Of("x-envoy-fault-abort-request");
    static readonly HeaderName AbortGrpcHeader = HeaderName.Of("x-envoy-fault-abort-grpc-request");
    static readonly HeaderName AbortPercentage = HeaderName.Of("x-envoy-fault-abort-request-percentage");

    public string Name { get; } = name;

    public bool IsTerminal => false;

    public IHttpFilter Create() => new Filter(config);

    /// <summary>Requests that are held on one worker.</summary>
    sealed class Held
    {
        public uint Count { get; set; }
    }

    sealed class Filter(FaultConfig chain) : HttpFilter, ITimerHandler
    {
        readonly FaultConfig chain = chain;
        LoopTimer? timer;
        FaultConfig current = null!;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            current = Callbacks.RouteConfig<FaultConfig>() ?? chain;
            if (!AppliesTo(request))
                return FilterHeadersStatus.Continue;
            if (DelayOf(request) is { } time && time > TimeSpan.Zero && TryHold(time))
                return FilterHeadersStatus.StopAllIterationAndWatermark;
            return TryAbort(request) ? FilterHeadersStatus.StopIteration : FilterHeadersStatus.Continue;
        }

        public void OnTimer(LoopTimer fired)
        {
            LetGo();
            if (!TryAbort(Callbacks.Request))
                Callbacks.ContinueDecoding();
        }

        public override void OnStreamEnd()
        {
            if (timer is { IsArmed: true })
            {
                Callbacks.Worker.Loop.Cancel(timer);
                LetGo();
            }

            base.OnStreamEnd();
        }

        bool AppliesTo(RequestHead request)
        {
            if (current.Delay is null && current.Abort is null)
                return false;
            if (current.UpstreamCluster.Length > 0 && Callbacks.Cluster?.Name != current.UpstreamCluster)
                return false;
            foreach (var matcher in current.Headers)
            {
                if (!matcher.IsMatch(new RequestView(request)))
                    return false;
            }

            return true;
        }

        TimeSpan? DelayOf(RequestHead request)
        {
            if (current.Delay is not { } delay)
                return null;
            if (delay.Time is { } time)
                return Happens(delay.Share) ? time : null;
            return TryNumber(request, DelayHeader, out var milliseconds) && Happens(Bounded(delay.Share, request, DelayPercentage))
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null;
        }

        bool TryHold(TimeSpan time)
        {
            var held = Callbacks.Worker.State<Held>();
            if (held.Count >= current.MaxActiveFaults)
                return false;
            held.Count++;
            Callbacks.StreamInfo.Flags.Set(ResponseFlag.DelayInjected);
            timer ??= new LoopTimer(this);
            Callbacks.Worker.Loop.Schedule(timer, time.Ticks * 100);
            return true;
        }

        void LetGo() => Callbacks.Worker.State<Held>().Count--;

        bool TryAbort(RequestHead request)
        {
            if (AbortOf(request) is not { } reply)
                return false;
            Callbacks.SendLocalReply(reply);
            return true;
        }

        LocalReply? AbortOf(RequestHead request)
        {
            if (current.Abort is not { } abort)
                return null;
            if (abort.Fixed is { } reply)
                return Happens(abort.Share) ? reply : null;
            if (!Happens(Bounded(abort.Share, request, AbortPercentage)))
                return null;
            if (TryNumber(request, AbortHeader, out var status) && status is >= 200 and < 600)
                return AbortFault.Reply((int)status, null);
            return TryNumber(request, AbortGrpcHeader, out var grpc) ? AbortFault.Reply(200, (int)grpc) : null;
        }

        /// <summary>A request may ask for less than is configured, never for more.</summary>
        static Fraction Bounded(Fraction share, RequestHead request, HeaderName field) =>
            TryNumber(request, field, out var numerator) ? share with { Numerator = Math.Min(share.Numerator, numerator) } : share;

        static bool TryNumber(RequestHead request, HeaderName field, out uint number)
        {
            number = 0;
            return request.TryGet(field, out var text) && Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;
        }

        bool Happens(Fraction share) => share.Numerator > 0 && share.Contains(Callbacks.NextRandom());
    }
}
