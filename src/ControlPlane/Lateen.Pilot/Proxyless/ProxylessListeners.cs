using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Authorization;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;
using Hcm = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;
using Instance = Envoy.Extensions.TransportSockets.Tls.V3.CommonTlsContext.Types.CertificateProviderInstance;
using PluginInstance = Envoy.Extensions.TransportSockets.Tls.V3.CertificateProviderPluginInstance;

namespace Lateen.Pilot.Proxyless;

/// <summary>Listeners of workloads that speak xDS themselves (gRPC A27, A36): an API listener for a target, or a server's own.</summary>
static class ProxylessListeners
{
    const string ServerPrefix = "xds.istio.io/grpc/lds/inbound/";
    const string FaultName = "envoy.filters.http.fault", RouterName = "envoy.filters.http.router";
    const string CertificateProvider = "default";

    /// <summary>The listener of that name; null when it names no service and no server address.</summary>
    public static Listener? Make(IScopeView view, InboundScope inbound, string name, Emitter emitter)
    {
        if (name.StartsWith(ServerPrefix, StringComparison.Ordinal))
            return Server(view.Mesh, inbound, name, emitter);
        var colon = name.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(name.AsSpan(colon + 1), out var number))
            return null;
        return Find(view, name[..colon], number) is { } found ? Client(name, found.Service, found.Port, emitter) : null;
    }

    /// <summary>Targets are full names, or what the workload's DNS search path would complete.</summary>
    static (Service Service, ServicePort Port)? Find(IScopeView view, string target, int number)
    {
        var suffix = view.Mesh.DomainSuffix;
        string[] candidates =
            [target, $"{target}.{view.Scope.Namespace}.svc.{suffix}", $"{target}.svc.{suffix}", $"{target}.{suffix}"];
        foreach (var candidate in candidates)
        {
            if (view.Find(Hostname.Of(candidate)) is { } service && service.PortNumbered(number) is { } port)
                return (service, port);
        }

        return null;
    }

    static Listener Client(string name, Service service, ServicePort port, Emitter emitter)
    {
        var source = service.At(port);
        var manager = new Hcm
        {
            Rds = new Rds
            {
                ConfigSource = new ConfigSource { Ads = new AggregatedConfigSource() },
                RouteConfigName = ClusterName.Outbound(port.Number, service.Host.Value).ToString(),
            },
            HttpFilters = { Filter(emitter, FaultName, new HTTPFault(), source), Filter(emitter, RouterName, new Router(), source) },
        };
        var listener = new Listener
        {
            Name = name, ApiListener = new ApiListener { ApiListener_ = emitter.Pack(manager) },
            Address = Address(service.Address ?? "0.0.0.0", port.Number),
        };
        return emitter.Emit(listener, source);
    }

    static Listener? Server(MeshOptions mesh, InboundScope inbound, string name, Emitter emitter)
    {
        var address = name[ServerPrefix.Length..];
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(address.AsSpan(colon + 1), out var port))
            return null;
        var mtls = inbound.Mtls.On(port);
        var isMutual = mtls.Mode != MtlsMode.Disable;
        var chain = new FilterChain { Name = isMutual ? "inbound-mtls" : "inbound-plaintext" };
        chain.Filters.Add(Manager(isMutual ? "inbound-hcmmtls" : "inbound-hcmplaintext", RbacFilters.Proxyless(inbound.Authorization, new(mesh, IsUpstream: false), emitter), mtls.Source, emitter));
        if (isMutual)
            chain.TransportSocket = MutualTls();
        var listener = new Listener { Name = name, Address = Address(address[..colon], port), FilterChains = { emitter.Emit(chain, mtls.Source) } };
        return emitter.Emit(listener, mtls.Source);
    }

    static Filter Manager(string name, IEnumerable<HttpFilter> filters, SourceRef source, Emitter emitter)
    {
        var route = emitter.Emit(new Route { Match = new RouteMatch { Prefix = "/" }, NonForwardingAction = new NonForwardingAction() }, source);
        var host = emitter.Emit(new VirtualHost { Domains = { "*" }, Routes = { route } }, source);
        var routes = emitter.Emit(new RouteConfiguration { Name = "inbound", VirtualHosts = { host } }, source);
        var manager = new Hcm { RouteConfig = routes, HttpFilters = { filters, Filter(emitter, RouterName, new Router(), source) } };
        return emitter.Emit(new Filter { Name = name, TypedConfig = emitter.Pack(manager) }, source);
    }

    static HttpFilter Filter(Emitter emitter, string name, IMessage config, SourceRef source) =>
        emitter.Emit(new HttpFilter { Name = name, TypedConfig = Any.Pack(config) }, source);

    /// <summary>gRPC takes certificates from its bootstrap's providers; some versions know only the old fields.</summary>
    static TransportSocket MutualTls()
    {
        var context = new DownstreamTlsContext { RequireClientCertificate = true, CommonTlsContext = Certificates() };
        return new TransportSocket { Name = "envoy.transport_sockets.tls", TypedConfig = Any.Pack(context) };
    }

    /// <summary>The workload's certificate and the mesh's roots, from gRPC's certificate providers.</summary>
    public static CommonTlsContext Certificates()
    {
#pragma warning disable CS0612
        return new CommonTlsContext
        {
            TlsCertificateCertificateProviderInstance = new Instance { InstanceName = CertificateProvider, CertificateName = SecretName.Workload },
            TlsCertificateProviderInstance = new PluginInstance { InstanceName = CertificateProvider, CertificateName = SecretName.Workload },
            CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
            {
                DefaultValidationContext = new CertificateValidationContext
                {
                    CaCertificateProviderInstance = new PluginInstance { InstanceName = CertificateProvider, CertificateName = SecretName.RootCa },
                },
                ValidationContextCertificateProviderInstance = new Instance { InstanceName = CertificateProvider, CertificateName = SecretName.RootCa },
            },
        };
#pragma warning restore CS0612
    }

    static Address Address(string host, int port) => new() { SocketAddress = new SocketAddress { Address = host, PortValue = (uint)port } };
}
