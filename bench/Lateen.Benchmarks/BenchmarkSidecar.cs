using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lateen.Pilot.Push;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Benchmarks;

/// <summary>A sidecar's side of a delta ADS stream without a network: asks for what a sidecar asks for, accepts all, and counts encoded bytes.</summary>
sealed class BenchmarkSidecar : IXdsServerPort
{
    readonly PilotSource source;
    readonly DeltaServerStream stream;
    readonly Queue<DeltaDiscoveryResponse> unread = new();
    readonly HashSet<string> asked = [];
    bool changed;

    BenchmarkSidecar(PilotSource source, TimeProvider clock)
    {
        this.source = source;
        stream = new DeltaServerStream(this, clock, "n");
    }

    public long Resources { get; private set; }

    public long Bytes { get; private set; }

    public static BenchmarkSidecar Connect(PilotSource source, TimeProvider clock, int number)
    {
        var sidecar = new BenchmarkSidecar(source, clock);
        source.Pushed += _ => sidecar.Take();
        var node = new Node
        {
            Id = $"sidecar~10.0.0.{number}~client-{number}.default~default.svc.cluster.local",
            Cluster = "client.default",
            Metadata = Struct.Parser.ParseJson("""{"NAMESPACE": "default", "CLUSTER_ID": "Kubernetes", "MESH_ID": "cluster.local", "LABELS": {"app": "client"} }"""),
        };
        sidecar.stream.OnRequest(new DeltaDiscoveryRequest { Node = node, TypeUrl = XdsTypes.Cluster });
        sidecar.stream.OnRequest(new DeltaDiscoveryRequest { TypeUrl = XdsTypes.Listener });
        sidecar.Answer();
        return sidecar;
    }

    XdsOpening IXdsServerPort.Open(Node node) => source.Open(new XdsPeer(node.Id, node, [], "benchmark", Delta: true), () => changed = true);

    void IXdsServerPort.Send(IMessage response) => unread.Enqueue((DeltaDiscoveryResponse)response);

    void IXdsServerPort.End(Status status) => throw new InvalidOperationException($"the control plane ended the stream: {status}");

    void IXdsServerPort.WakeAfter(TimeSpan delay)
    {
        // Only slow clients are waited for.
    }

    void Take()
    {
        if (!changed)
            return;
        changed = false;
        stream.OnChanged();
        Answer();
    }

    void Answer()
    {
        while (unread.TryDequeue(out var response))
        {
            Resources += response.Resources.Count;
            Bytes += response.CalculateSize();
            var request = new DeltaDiscoveryRequest { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce };
            stream.OnRequest(request);
            if (response.TypeUrl == XdsTypes.Cluster)
                Ask(XdsTypes.ClusterLoadAssignment, response.Resources.Select(r => r.Name).Where(name => name.StartsWith("outbound|", StringComparison.Ordinal)));
            else if (response.TypeUrl == XdsTypes.Listener)
                Ask(XdsTypes.RouteConfiguration, response.Resources.SelectMany(r => RoutesOf(r.Resource_.Unpack<Listener>())));
        }
    }

    void Ask(string type, IEnumerable<string> names)
    {
        var request = new DeltaDiscoveryRequest { TypeUrl = type };
        request.ResourceNamesSubscribe.Add(names.Where(name => asked.Add(type + name)));
        if (request.ResourceNamesSubscribe.Count > 0)
            stream.OnRequest(request);
    }

    static IEnumerable<string> RoutesOf(Listener listener) => listener.FilterChains.Append(listener.DefaultFilterChain ?? new FilterChain())
        .SelectMany(chain => chain.Filters)
        .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) ?? false)
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName ?? "")
        .Where(name => name.Length > 0);
}
