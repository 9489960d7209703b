using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Common.Fault.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Type.Matcher.V3;
using Envoy.Type.V3;
using Istio.Networking.V1Alpha3;
using Cors = Envoy.Extensions.Filters.Http.Cors.V3.CorsPolicy;
using Denominator = Envoy.Type.V3.FractionalPercent.Types.DenominatorType;

namespace Lateen.Pilot.Routes;

/// <summary>Per-route settings of the fault and CORS filters.</summary>
static class RouteFilters
{
    public const string FaultName = "envoy.filters.http.fault", CorsName = "envoy.filters.http.cors";

    const double PerMillion = 10_000;
    const uint Everything = 100;

    public static HTTPFault Fault(HTTPFaultInjection fault)
    {
        var filter = new HTTPFault();
        if (fault.Delay?.FixedDelay is { } delay)
            filter.Delay = new FaultDelay { FixedDelay = delay, Percentage = DelayShare(fault.Delay) };
        if (fault.Abort is { } abort)
            filter.Abort = Abort(abort);
        return filter;
    }

    public static Cors Cors(CorsPolicy policy)
    {
        var cors = new Cors
        {
            FilterEnabled = new RuntimeFractionalPercent { DefaultValue = new FractionalPercent { Numerator = Everything } },
            AllowMethods = string.Join(',', policy.AllowMethods),
            AllowHeaders = string.Join(',', policy.AllowHeaders),
            ExposeHeaders = string.Join(',', policy.ExposeHeaders),
            AllowCredentials = policy.AllowCredentials,
            ForwardNotMatchingPreflights = policy.UnmatchedPreflights != CorsPolicy.Types.UnmatchedPreflights.Ignore,
        };
        if (policy.MaxAge is not null)
            cors.MaxAge = policy.MaxAge.Seconds.ToString();
        cors.AllowOriginStringMatch.AddRange(Origins(policy));
        return cors;
    }

    /// <summary>Millionths of a percentage.</summary>
    public static FractionalPercent Share(Istio.Networking.V1Alpha3.Percent percent) =>
        new() { Numerator = (uint)Math.Round(percent.Value * PerMillion), Denominator = Denominator.Million };

    /// <summary>The share of requests that a rule's first mirror gets; null for none.</summary>
    public static FractionalPercent? MirrorShare(HTTPRoute http)
    {
        if (http.MirrorPercentage is { } share)
            return share.Value == 0 ? null : Share(share);
#pragma warning disable CS0612 // The old field still counts for users who have it.
        return http.MirrorPercent switch { null => ShareOrAll(null), 0 => null, var old => new FractionalPercent { Numerator = old.Value } };
#pragma warning restore CS0612
    }

    /// <summary>A percentage, or everything.</summary>
    public static FractionalPercent ShareOrAll(Istio.Networking.V1Alpha3.Percent? percent) =>
        percent is null ? new FractionalPercent { Numerator = Everything } : Share(percent);

    static IEnumerable<StringMatcher> Origins(CorsPolicy policy)
    {
#pragma warning disable CS0612 // Users still write the old field.
        var old = policy.AllowOrigin.Select(origin => new StringMatcher { Exact = origin });
#pragma warning restore CS0612
        return policy.AllowOrigins.Count > 0 ? policy.AllowOrigins.Select(RouteMatches.Text) : old;
    }

    static FractionalPercent DelayShare(HTTPFaultInjection.Types.Delay delay)
    {
        if (delay.Percentage is not null)
            return Share(delay.Percentage);
#pragma warning disable CS0612
        return new FractionalPercent { Numerator = (uint)delay.Percent };
#pragma warning restore CS0612
    }

    static FaultAbort Abort(HTTPFaultInjection.Types.Abort abort)
    {
        var filter = new FaultAbort();
        if (abort.ErrorTypeCase == HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.GrpcStatus)
            filter.GrpcStatus = GrpcStatus.Number(abort.GrpcStatus);
        else
            filter.HttpStatus = (uint)abort.HttpStatus;
        if (abort.Percentage is not null)
            filter.Percentage = Share(abort.Percentage);
        return filter;
    }
}
