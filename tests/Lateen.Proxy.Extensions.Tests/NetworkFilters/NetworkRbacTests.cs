using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;

namespace Lateen.Proxy.Extensions.Tests.NetworkFilters;

/// <summary>Connections of which only bytes are known.</summary>
public sealed class NetworkRbacTests
{
    const string OnlyA = """
        {"rules": {"policies": {"ns[x]-policy[a]-rule[0]": {"permissions": [{"any": true}], "principals": [{"authenticated": {"principal_name": {"exact": "spiffe://td/a"}}}]}}},
        "stat_prefix": "tcp.", "shadow_rules_stat_prefix": "istio_dry_run_allow_"}
        """;

    const string NotB = """
        {"rules": {"action": "DENY", "policies": {"ns[x]-policy[b]-rule[0]": {"permissions": [{"destination_port": 5000}], "principals": [{"authenticated": {"principal_name": {"exact": "spiffe://td/b"}}}]}}},
        "stat_prefix": "tcp."}
        """;

    const string ByHeader = """
        {"rules": {"policies": {"p": {"permissions": [{"header": {"name": "a", "string_match": {"exact": "b"}}}, {"url_path": {"path": {"prefix": "/"}}}], "principals": [{"any": true}]}}}, "stat_prefix": "tcp."}
        """;

    readonly Simulation simulation = new(1);
    readonly StatsRegistry stats = new(StatsInclusion.All, StatTagNames.Istio);

    [Theory]
    [InlineData(OnlyA, "spiffe://td/a", null)]
    [InlineData(OnlyA, "spiffe://td/b", "rbac_access_denied_matched_policy[none]")]
    [InlineData(OnlyA, null, "rbac_access_denied_matched_policy[none]")]
    [InlineData(NotB, "spiffe://td/a", null)]
    [InlineData(NotB, "spiffe://td/b", "rbac_access_denied_matched_policy[ns[x]-policy[b]-rule[0]]")]
    [InlineData(ByHeader, "spiffe://td/a", "rbac_access_denied_matched_policy[none]")]
    public void Who_is_allowed_goes_on_at_once_and_who_is_not_ends_with_the_first_byte(string filter, string? peer, string? details)
    {
        var info = new StreamInfo
        {
            Connection = new ConnectionInfo { Local = NetAddress.Loopback(5000), IsTls = peer is not null, PeerUriSans = peer is null ? [] : [peer] },
        };
        var (read, context) = Make(filter, info);

        var status = read.OnConnected(context);

        Assert.Equal(details is null ? ReadFilterStatus.Continue : ReadFilterStatus.NeedData, status);
        Assert.Equal(details is null ? (1L, 0L) : (0L, 1L), (stats.ValueOf(StatKind.Counter, "tcp.rbac.allowed"), stats.ValueOf(StatKind.Counter, "tcp.rbac.denied")));
        if (details is null)
            return;
        Assert.Equal(ReadFilterStatus.Close, read.OnReceived(context, "x"u8, out var consumed));
        Assert.Equal((1, details), (consumed, info.ConnectionTerminationDetails));
    }

    [Theory]
    [InlineData("""{"stat_prefix": "tcp.", "enforcement_type": "CONTINUOUS"}""")]
    [InlineData("""{"stat_prefix": "tcp.", "delay_deny": "1s"}""")]
    public void What_it_does_not_do_is_refused(string filter)
    {
        var problems = new ProblemList();
        NetworkFilterExtensions.Read("envoy.filters.network.rbac", Any.Pack(JsonParser.Default.Parse<NetworkRbac>(filter)), problems.Root, Contexts.Of("a", "v1", TrafficDirection.Inbound, stats));
        Assert.Contains("is not supported by this proxy", problems.ToString(), StringComparison.Ordinal);
    }

    (IReadFilter Filter, NetworkFilterContext Context) Make(string filter, StreamInfo info)
    {
        var problems = new ProblemList();
        var config = (IReadFilterConfig)NetworkFilterExtensions.Read(
            "envoy.filters.network.rbac", Any.Pack(JsonParser.Default.Parse<NetworkRbac>(filter)), problems.Root, Contexts.Of("a", "v1", TrafficDirection.Inbound, stats))!;
        Assert.Equal("", problems.ToString());
        var connection = simulation.CreateLoop("worker-0").Connect(new ConnectOptions { Address = NetAddress.Loopback(1) }, new NoHandler());
        return (config.Create(), new NetworkFilterContext(connection, info, stats.Main, 0));
    }

    sealed class NoHandler : IConnectionHandler
    {
        public void OnConnected(IConnection connection)
        {
        }

        public int OnReceived(ReadOnlySpan<byte> bytes) => bytes.Length;

        public void OnReadClosed()
        {
        }

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
        }
    }
}
