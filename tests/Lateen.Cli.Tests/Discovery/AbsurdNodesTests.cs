using System.Text;
using CsCheck;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lateen.Cli.Discovery;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Pilot.Push;
using Lateen.Xds;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>Whoever may reach the control plane may say anything of itself. Whatever it says costs one stream, its own, and tells it nothing secret.</summary>
public sealed class AbsurdNodesTests
{
    const int Clients = 300;
    const string Objects = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: default, labels: {app: web}}
        spec: {serviceAccountName: web, containers: [{name: web, image: x, ports: [{containerPort: 8080}]}]}
        status: {podIP: 10.0.0.1, phase: Running, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: default}
        spec: {clusterIP: 10.96.0.10, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: web, namespace: default}
        spec: {selector: {app: web}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: web, namespace: default}
        spec: {hosts: [web], gateways: [mesh, web], http: [{match: [{sourceLabels: {app: web}}], route: [{destination: {host: web}}]}, {route: [{destination: {host: web}}]}]}
        """;

    // Refused for what it said, or served, or told nothing because nothing of that type exists; never a fault of ours.
    static readonly StatusCode[] Honest = [StatusCode.OK, StatusCode.InvalidArgument, StatusCode.PermissionDenied, StatusCode.ResourceExhausted, StatusCode.DeadlineExceeded];

    static readonly string[] Types =
    [
        XdsTypes.Cluster, XdsTypes.Listener, XdsTypes.RouteConfiguration, XdsTypes.ClusterLoadAssignment, XdsTypes.Secret, "", "x",
        "type.googleapis.com/istio.networking.nds.v1.NameTable", "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig", "istio.io/debug",
    ];

    static readonly Gen<string> Word = Gen.OneOf(
        Gen.String[0, 40],
        AnyOf("", "~", ".", "sidecar", "router", "waypoint", "ztunnel", "10.0.0.1", "::1", "999.1.1.1", "web-1.default", "default", "*", "\0", "\ud83d\ude00", "../../etc", "true", "-1", "1e308", "NaN"),
        Gen.Int[1, 100_000].Select(length => new string('a', length))).Select(Clean);

    static readonly Gen<string> Id = Gen.OneOf(
        Word,
        Gen.Select(Word, Word, Word, (type, address, name) => $"{type}~{address}~{name}~default.svc.cluster.local"),
        Gen.Select(AnyOf("sidecar", "router", "waypoint"), Word, (type, name) => $"{type}~10.0.0.1~{name}.default~default.svc.cluster.local"),
        Word.Array[0, 60].Select(parts => string.Join('~', parts)));

    static readonly Gen<Value> Leaf = Gen.OneOf(
        Word.Select(Value.ForString), Gen.Double.Select(Value.ForNumber), Gen.Bool.Select(Value.ForBool), Gen.Const(0).Select(_ => Value.ForNull()), Gen.Const(0).Select(_ => new Value()));

    static readonly Gen<Value> Nested = Gen.OneOf(
        Leaf, Leaf.Array[0, 50].Select(Value.ForList), Gen.Int[1, 60].Select(Deep), Gen.Select(Word, Leaf).Array[0, 20].Select(pairs => Value.ForStruct(StructOf(pairs))));

    static readonly Gen<string> Key = Gen.OneOf(Word, AnyOf(
        "NAMESPACE", "SERVICE_ACCOUNT", "LABELS", "INSTANCE_IPS", "GENERATOR", "CLUSTER_ID", "MESH_ID", "DNS_CAPTURE", "ENVOY_STATUS_PORT", "ENVOY_PROMETHEUS_PORT",
        "ISTIO_VERSION", "PROXY_CONFIG", "INTERCEPTION_MODE", "NETWORK", "ROUTER_MODE", "UNPRIVILEGED_POD", "OWNER", "NAME", "PILOT_SAN", "IDLE_TIMEOUT"));

    static readonly Gen<DiscoveryRequest> Request = Gen.Select(Id, Gen.Select(Key, Nested).Array[0, 12], AnyOf(Types), Word.Array[0, 8], Word, Gen.Bool, (id, metadata, type, names, word, whole) =>
    {
        var node = new Node { Id = id, Cluster = word, UserAgentName = word, Metadata = StructOf(metadata), Locality = new Locality { Region = word, Zone = id } };
        node.Extensions.AddRange(names.Select(name => new Extension { Name = name, TypeUrls = { word } }));
        var request = new DiscoveryRequest { TypeUrl = type, ResponseNonce = whole ? "" : word, VersionInfo = word };
        if (whole || id.Length % 5 > 0)
            request.Node = node;
        request.ResourceNames.AddRange(names);
        return request;
    });

    [Fact]
    public async Task Whatever_a_client_says_of_itself_the_others_are_served_as_before()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-absurd-");
        var store = new MemoryConfigStore();
        store.Replace(ConfigReader.Read("objects.yaml", Objects, "default"));
        using var source = new PilotSource(store, TimeProvider.System);
        await using DiscoveryServer server = await DiscoveryServer.StartAsync(
            DiscoveryRig.Options(folder.FullName), source, store, DiscoveryRig.TrustDomain, TimeProvider.System, cancellation);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress($"http://{server.Bound.GrpcEndPoint}");
        var before = (await DiscoveryRig.FetchAsync(channel, XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web))).Resources;

        await Request.Array[Clients].SampleAsync(
            requests => Parallel.ForEachAsync(requests, cancellation, async (request, stop) => Assert.Contains(await OutcomeAsync(channel, request, stop), Honest)), iter: 1, print: _ => "(they are in the log)");

        Assert.Equal(before, (await DiscoveryRig.FetchAsync(channel, XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web))).Resources);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_node_that_is_larger_than_any_honest_one_is_refused_before_it_is_read()
    {
        await using DiscoveryRig rig = await DiscoveryRig.StartAsync();
        Node node = DiscoveryRig.Node(DiscoveryRig.Web);
        node.Metadata.Fields["JUNK"] = Value.ForString(new string('x', 32 * 1024 * 1024));

        Grpc.Core.Status refusal = await DiscoveryRig.FailureAsync(() => DiscoveryRig.FetchAsync(rig.Plain(), XdsTypes.Cluster, node));

        // The server ends the stream at the message's length; a client that is still sending may see that end before the reason.
        Assert.True(refusal.StatusCode is StatusCode.ResourceExhausted or StatusCode.Cancelled, $"{refusal}");
    }

    /// <summary>OK when an answer came, DeadlineExceeded when none was due; otherwise how the stream ended.</summary>
    static async Task<StatusCode> OutcomeAsync(ChannelBase channel, DiscoveryRequest request, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).StreamAggregatedResources(cancellationToken: patience.Token);
        try
        {
            await call.RequestStream.WriteAsync(request, patience.Token);
            // The end of the requests ends the stream, so that an unanswered one shows without waiting.
            await call.RequestStream.CompleteAsync();
            return await call.ResponseStream.MoveNext(patience.Token) ? StatusCode.OK : StatusCode.DeadlineExceeded;
        }
        catch (RpcException ended)
        {
            return ended.StatusCode;
        }
    }

    static Gen<string> AnyOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(at => words[at]);

    static Struct StructOf(IEnumerable<(string Key, Value Value)> pairs)
    {
        var made = new Struct();
        foreach ((string key, Value value) in pairs)
            made.Fields[key] = value;
        return made;
    }

    // Lone surrogates cannot be sent as protobuf text.
    static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static Value Deep(int depth)
    {
        Value value = Value.ForBool(true);
        for (int level = 0; level < depth; level++)
            value = level % 2 == 0 ? Value.ForList(value) : Value.ForStruct(new Struct { Fields = { ["LABELS"] = value } });
        return value;
    }
}
