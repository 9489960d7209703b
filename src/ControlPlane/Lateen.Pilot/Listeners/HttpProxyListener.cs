using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;

namespace Lateen.Pilot.Listeners;

/// <summary>
/// The listener of a sidecar that its workload uses as an HTTP proxy, by HTTP_PROXY in its environment: for where nothing captures traffic (Istio's
/// proxyHttpPort and the node's HTTP_PROXY_PORT).
/// </summary>
static class HttpProxyListener
{
    const string Loopback = "127.0.0.1";

    public static Listener Make(ListenerContext context)
    {
        var port = context.Identity.HttpProxyPort;
        var source = context.Mesh.At("proxyHttpPort");
        var name = ListenerName.For(Loopback, port);
        var chain = new FilterChain { TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
        chain.Filters.Add(HttpConnectionManagers.ForProxyClients(context, $"outbound_{name};", source));
        var listener = new Listener
        {
            Name = name, Address = ListenerParts.At(Loopback, port), TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Outbound,
            ListenerFiltersTimeout = new Duration(), ContinueOnListenerFiltersTimeout = true, MaxConnectionsToAcceptPerSocketEvent = 1,
        };
        listener.FilterChains.Add(context.Emitter.Emit(chain, source));
        return context.Emitter.Emit(listener, source);
    }
}
