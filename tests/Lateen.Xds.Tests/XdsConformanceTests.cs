using CsCheck;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Lateen.Testing;
using Lateen.Xds.Client;
using Lateen.Xds.Server;
using Xunit;
using static Lateen.Xds.XdsTypes;

namespace Lateen.Xds.Tests;

/// <summary>Our two ends against each other: whatever happens in between, the client ends with what the server has.</summary>
public sealed class XdsConformanceTests
{
    static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public void Client_converges_over_the_state_of_the_world() => Check(delta: false);

    [Fact]
    public void Client_converges_over_deltas() => Check(delta: true);

    /// <summary>The last name is given up, and one that does not exist is asked for before one that does.</summary>
    [Fact]
    public void A_name_is_answered_after_one_that_has_no_resource() =>
        Check([49, 91, 29, 26, 95, 53, 89, 13, 79, 94, 11, 40, 42, 72, 5], delta: false);

    static void Check(bool delta) => Gen.Int[0, 99].Array[1, 60].Sample(
        steps => Check(steps, delta), print: steps => string.Join(", ", steps), iter: 2000);

    static void Check(int[] steps, bool delta)
    {
        var pair = new Pair(delta);
        foreach (int step in steps)
            pair.Do(step);
        pair.Settle();
        Assert.Equal(pair.ExpectedClusters, pair.Clusters.Held);
        Assert.Equal(pair.ExpectedEndpoints, pair.Endpoints.Held);
    }

    /// <summary>A client and a server joined by two queues that the steps of a case deliver, lose or fill.</summary>
    sealed class Pair : IXdsClientPort, IXdsServerPort
    {
        readonly ManualTime time = new();
        readonly bool delta;
        readonly SharedResources source = new();
        readonly XdsClient client;
        readonly Queue<IMessage> toServer = new();
        readonly Queue<IMessage> toClient = new();
        readonly HashSet<string> wanted = [];
        XdsServerStream? server;
        int streams;
        int edits;

        public Pair(bool delta)
        {
            this.delta = delta;
            client = delta ? XdsClient.Delta(ServerRig.Node, this, new Random(1)) : XdsClient.StateOfTheWorld(ServerRig.Node, this, new Random(1));
            client.Handle(Cluster, Clusters);
            client.Handle(ClusterLoadAssignment, Endpoints);
            client.SubscribeAll(Cluster);
            client.Start();
        }

        public Owner Clusters { get; } = new();

        public Owner Endpoints { get; } = new();

        public SortedDictionary<string, string> ExpectedClusters => Expected(Cluster, _ => true);

        public SortedDictionary<string, string> ExpectedEndpoints => Expected(ClusterLoadAssignment, wanted.Contains);

        public void Do(int step)
        {
            string name = Names[step % Names.Length];
            switch (step / 10)
            {
                case 0 or 1:
                    source.Set(Cluster, name, $"{edits++}");
                    server?.OnChanged();
                    break;
                case 2:
                    source.Set(ClusterLoadAssignment, name, $"{edits++}");
                    server?.OnChanged();
                    break;
                case 3:
                    source.Remove(Cluster, name);
                    server?.OnChanged();
                    break;
                case 4:
                    wanted.Add(name);
                    client.Subscribe(ClusterLoadAssignment, name);
                    break;
                case 5:
                    wanted.Remove(name);
                    Endpoints.Held.Remove(name);
                    client.Unsubscribe(ClusterLoadAssignment, name);
                    break;
                case 6:
                    Break();
                    break;
                case 7:
                    client.Refresh(ClusterLoadAssignment, name);
                    break;
                default:
                    Deliver();
                    break;
            }
        }

        public void Settle()
        {
            while (toServer.Count + toClient.Count > 0)
                Deliver();
        }

        public void Open()
        {
            server = delta ? new DeltaServerStream(this, time, $"s{++streams}") : new SotwServerStream(this, time, $"s{++streams}");
            toServer.Enqueue(new Google.Protobuf.WellKnownTypes.Empty());
        }

        void IXdsClientPort.Send(IMessage request) => toServer.Enqueue(request);

        void IXdsClientPort.WakeAfter(TimeSpan delay) => client.OnTimer();

        void IXdsClientPort.Close()
        {
        }

        XdsOpening IXdsServerPort.Open(Node node) => source.Open(new XdsPeer("test", node, [], "", delta), () => { });

        void IXdsServerPort.Send(IMessage response) => toClient.Enqueue(response);

        void IXdsServerPort.End(Grpc.Core.Status status) => throw new InvalidOperationException(status.Detail);

        void IXdsServerPort.WakeAfter(TimeSpan delay)
        {
        }

        void Break()
        {
            toServer.Clear();
            toClient.Clear();
            server?.OnClosed();
            client.OnClosed();
        }

        void Deliver()
        {
            if (toServer.TryDequeue(out IMessage? request))
                ToServer(request);
            if (toClient.TryDequeue(out IMessage? response))
                client.OnResponse(response);
        }

        void ToServer(IMessage request)
        {
            switch (request)
            {
                case DiscoveryRequest sotw:
                    ((SotwServerStream)server!).OnRequest(sotw);
                    break;
                case DeltaDiscoveryRequest message:
                    ((DeltaServerStream)server!).OnRequest(message);
                    break;
                default:
                    client.OnOpened();
                    break;
            }
        }

        SortedDictionary<string, string> Expected(string typeUrl, Func<string, bool> isWanted) => new(
            source.Current.Where(resource => resource.TypeUrl == typeUrl && isWanted(resource.Name))
                .ToDictionary(resource => resource.Name, resource => resource.Any.Value.ToBase64()));
    }

    sealed class Owner : IXdsHandler
    {
        public SortedDictionary<string, string> Held { get; } = [];

        public XdsVerdict OnUpdate(XdsUpdate update)
        {
            foreach (XdsReceived resource in update.Resources)
                Held[resource.Name] = resource.Body.Value.ToBase64();
            foreach (string name in update.Removed)
                Held.Remove(name);
            return XdsVerdict.Accepted;
        }
    }
}
