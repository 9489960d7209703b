using Envoy.Extensions.Filters.Common.Fault.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>envoy.filters.http.fault: delays requests and answers them with errors, for tests of whoever sends them. Configured on the chain, or by routes.</summary>
sealed class FaultExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.fault";

    public string Message => "envoy.extensions.filters.http.fault.v3.HTTPFault";

    public string? RouteMessage => Message;

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context) =>
        Read(config, at) is { } read ? new FaultFilterFactory(name, read) : null;

    public IRouteFilterConfig? ReadRoute(TypedConfig config, FieldPath at) => Read(config, at);

    static FaultConfig? Read(TypedConfig config, FieldPath at)
    {
        if (config.Read(HTTPFault.Parser, at) is not { } message)
            return null;
        if (message.ResponseRateLimit is not null)
            at["response_rate_limit"].FailUnsupported("a response rate limit");
        if (message.DownstreamNodes.Count > 0)
            at["downstream_nodes"].FailUnsupported("choosing clients by their node");
        return new FaultConfig
        {
            Delay = message.Delay is { } delay ? Read(delay, at["delay"]) : null,
            Abort = message.Abort is { } abort ? Read(abort, at["abort"]) : null,
            UpstreamCluster = message.UpstreamCluster,
            Headers = message.Headers.Read(at, "headers"),
            MaxActiveFaults = message.MaxActiveFaults ?? uint.MaxValue,
        };
    }

    static DelayFault? Read(FaultDelay delay, FieldPath at)
    {
        var share = delay.Percentage.Read(new(0, 100));
        switch (delay.FaultDelaySecifierCase)
        {
            case FaultDelay.FaultDelaySecifierOneofCase.FixedDelay:
                return new DelayFault(share, delay.FixedDelay.Read(default, at["fixed_delay"]));
            case FaultDelay.FaultDelaySecifierOneofCase.HeaderDelay:
                return new DelayFault(share, null);
            default:
                at["fault_delay_secifier"].Fail("value is required");
                return null;
        }
    }

    static AbortFault? Read(FaultAbort abort, FieldPath at)
    {
        var share = abort.Percentage.Read(new(0, 100));
        switch (abort.ErrorTypeCase)
        {
            case FaultAbort.ErrorTypeOneofCase.HttpStatus when abort.HttpStatus is < 200 or >= 600:
                at["http_status"].Fail("value must be inside range [200, 600)");
                return null;
            case FaultAbort.ErrorTypeOneofCase.HttpStatus:
                return new AbortFault(share, AbortFault.Reply((int)abort.HttpStatus, null));
            case FaultAbort.ErrorTypeOneofCase.GrpcStatus:
                return new AbortFault(share, AbortFault.Reply(200, (int)abort.GrpcStatus));
            case FaultAbort.ErrorTypeOneofCase.HeaderAbort:
                return new AbortFault(share, null);
            default:
                at["error_type"].Fail("value is required");
                return null;
        }
    }
}
