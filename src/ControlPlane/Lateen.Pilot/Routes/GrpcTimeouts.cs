using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Routes;

/// <summary>The longest timeout that a gRPC client may ask for in a header; zero is any.</summary>
static class GrpcTimeouts
{
    /// <summary>The field is old, but it is the one that Istio's proxies of every age know; upstream Envoy warns of it and gets its successor, but not
    /// beside a timeout: with it Envoy would ignore the route's timeout for every request, whatever its kind.</summary>
    public static void Set(RouteAction action, Duration timeout, OutboundScope scope)
    {
        if (scope.Capabilities.IsUpstream)
        {
            if (timeout.Equals(new Duration()))
                action.MaxStreamDuration = new RouteAction.Types.MaxStreamDuration { GrpcTimeoutHeaderMax = timeout };
            return;
        }

#pragma warning disable CS0612
        action.MaxGrpcTimeout = timeout;
#pragma warning restore CS0612
    }
}
