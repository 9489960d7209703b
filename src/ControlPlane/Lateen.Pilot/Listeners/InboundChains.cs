using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Clusters;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>
/// The filter chains of one port of the workload. Permissive ports tell the mesh's mutual TLS from the workload's own by its ALPN; ports whose
/// protocol is detected have a chain for HTTP beside each for TCP.
/// </summary>
static class InboundChains
{
    /// <summary>The chains of a port that a service names.</summary>
    public static IEnumerable<FilterChain> OfTarget(ListenerContext context, InboundTarget target, PortMtls mtls)
    {
        var protocol = target.Port.Protocol;
        var cluster = ClusterName.Inbound(target.TargetPort).ToString();
        var name = ListenerName.For(target.Ingress?.Bind ?? ListenerParts.Wildcard, target.TargetPort);
        var port = new Port(
            context, target.TargetPort, cluster, $"inbound_{name};", target.Port.Number, $"{target.Ingress?.StandIn ?? target.Service.Host.Value}:{target.Port.Number}/*",
            protocol, name, name, StatNames.InboundTcp(context.Mesh, target.Service, target.Port, cluster), [mtls.Source, target.Source])
        {
            Ingress = target.Ingress,
        };
        return protocol == PortProtocol.Auto ? Detected(port, mtls.Mode) : Declared(port, protocol.IsHttp(), mtls.Mode);
    }

    /// <summary>The chains of ports that no service names: of all of them, or of one with a policy of its own.</summary>
    public static IEnumerable<FilterChain> Passthrough(ListenerContext context, int? number, PortMtls mtls)
    {
        const string cluster = ClusterName.InboundPassthrough;
        var port = new Port(
            context, number, cluster, cluster + ";", 0, ":0/*", PortProtocol.Auto, ListenerName.VirtualInbound, ListenerName.InboundCatchAllHttpChain,
            StatNames.InboundTcp(context.Mesh, null, null, cluster), [mtls.Source]);
        return Detected(port, mtls.Mode);
    }

    static IEnumerable<FilterChain> Declared(Port port, bool isHttp, MtlsMode mode)
    {
        if (mode == MtlsMode.Strict)
        {
            yield return port.Chain(isHttp, isMesh: true, ListenerParts.Tls);
            yield break;
        }

        if (mode == MtlsMode.Permissive)
        {
            yield return port.Chain(isHttp, isMesh: true, ListenerParts.Tls, Alpn.MeshAny);
            if (!isHttp)
                yield return port.Chain(isHttp, isMesh: false, ListenerParts.Tls);
        }

        yield return port.Chain(isHttp, isMesh: false, ListenerParts.RawBuffer);
    }

    static IEnumerable<FilterChain> Detected(Port port, MtlsMode mode)
    {
        if (mode != MtlsMode.Disable)
            yield return port.Chain(isHttp: true, isMesh: true, ListenerParts.Tls, Alpn.MeshHttp);
        if (mode != MtlsMode.Strict)
            yield return port.Chain(isHttp: true, isMesh: false, ListenerParts.RawBuffer, Alpn.PlaintextHttp);
        if (mode == MtlsMode.Strict)
            yield return port.Chain(isHttp: false, isMesh: true, ListenerParts.Tls);
        if (mode == MtlsMode.Permissive)
            yield return port.Chain(isHttp: false, isMesh: true, ListenerParts.Tls, Alpn.MeshTcp);
        if (mode != MtlsMode.Strict)
            yield return port.Chain(isHttp: false, isMesh: false, ListenerParts.RawBuffer);
        if (mode == MtlsMode.Permissive)
            yield return port.Chain(isHttp: false, isMesh: false, ListenerParts.Tls);
    }

    /// <summary>What all chains of a port share.</summary>
    sealed record Port(
        ListenerContext Context, int? Number, string Cluster, string StatPrefix, int ServicePort, string Operation, PortProtocol Protocol,
        string TcpName, string HttpName, string TcpStatPrefix, SourceRef[] Sources)
    {
        /// <summary>The Sidecar's listener that it is of; null for a service's port.</summary>
        public IngressPoint? Ingress { get; init; }

        public FilterChain Chain(bool isHttp, bool isMesh, string transport, IEnumerable<string>? protocols = null)
        {
            var match = new FilterChainMatch { TransportProtocol = transport };
            if (Number is { } number)
                match.DestinationPort = (uint)number;
            match.ApplicationProtocols.AddRange(protocols ?? []);
            var chain = new FilterChain { Name = isHttp ? HttpName : TcpName, FilterChainMatch = match };
            if (Ingress is not null)
                chain.Metadata = IstioMetadata.Config(Ingress.ConfigPath);
            if (isMesh)
                chain.TransportSocket = TlsContexts.MeshServer(Context.Mesh, Offered(isHttp), Context.Capabilities);
            chain.Filters.AddRange(isHttp ? Http() : TcpProxies.ToCluster(Context, ChainRole.Inbound, Cluster, TcpStatPrefix, isLogged: true, Sources));
            return Context.Emitter.Emit(chain, Sources);
        }

        IEnumerable<string> Offered(bool isHttp) =>
            isHttp ? Alpn.ServerHttp : ChainProtocols.ServerTcp(Context.Capabilities);

        IEnumerable<Filter> Http()
        {
            if (Context.Capabilities.MetadataExchange)
                yield return TcpProxies.MetadataExchange(Context);
            yield return HttpConnectionManagers.WithRoutes(Context, ChainRole.Inbound, StatPrefix, Routes(), Protocol.IsHttp2(), Sources);
        }

        RouteConfiguration Routes()
        {
            var emitter = Context.Emitter;
            var route = new Route
            {
                Name = RouteName.Default, Match = new RouteMatch { Prefix = "/" }, Decorator = new Decorator { Operation = Operation },
                Route_ = new RouteAction
                {
                    Cluster = Cluster, Timeout = new Duration(), RetryPolicy = Protocol == PortProtocol.Grpc ? null : RetryPolicies.Inbound(),
                    MaxStreamDuration = new RouteAction.Types.MaxStreamDuration { MaxStreamDuration_ = new Duration(), GrpcTimeoutHeaderMax = new Duration() },
                },
            };
            var host = new VirtualHost { Name = RouteName.InboundVirtualHost(ServicePort), Domains = { "*" }, Routes = { emitter.Emit(route, Sources) } };
            var configuration = new RouteConfiguration { Name = Cluster, ValidateClusters = false, VirtualHosts = { emitter.Emit(host, Sources) } };
            return emitter.Emit(configuration, Sources);
        }
    }
}
