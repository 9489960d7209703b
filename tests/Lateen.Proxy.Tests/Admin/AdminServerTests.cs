using System.Text;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Tests.Admin;

public sealed class AdminServerTests : IDisposable
{
    readonly Simulation simulation = new(1);
    readonly SimulatedEventLoop loop;
    readonly StatsRegistry registry = new(StatsInclusion.All, StatTagNames.Istio);
    readonly NetAddress address = NetAddress.Loopback(15000);
    int quits;

    public AdminServerTests()
    {
        loop = simulation.CreateLoop("main");
        var pages = new AdminPages(
        [
            new StatsPage(registry), new StatsPage(registry, "/stats/prometheus", "prometheus"),
            new CallbackPage("/quitquitquit", "exit the server", changes: true, _ =>
            {
                quits++;
                return AdminReply.Done;
            }),
        ]);
        Assert.NotNull(new AdminServer(loop, pages).Listen(address, out _));
    }

    [Fact]
    public void Requests_on_one_connection_are_answered_in_order()
    {
        StatsScope scope = registry.Scope("server");
        registry.Main.Increment(scope.Counter("starts"));
        string answer = Ask("GET /stats HTTP/1.1\r\nHost: x\r\n\r\nPOST /quitquitquit HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
        int stats = answer.IndexOf("server.starts: 1\n", StringComparison.Ordinal);
        int quit = answer.IndexOf("\r\n\r\nOK\n", StringComparison.Ordinal);
        int unknown = answer.IndexOf("HTTP/1.1 404 Not Found", StringComparison.Ordinal);
        Assert.True(stats > 0 && quit > stats && unknown > quit, answer);
        Assert.Equal(1, quits);
    }

    [Fact]
    public void Page_that_changes_something_wants_post()
    {
        Assert.EndsWith("Method GET not allowed, POST required.", Ask("GET /quitquitquit HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, quits);
    }

    [Fact]
    public void Stats_are_filtered_by_use_and_expression()
    {
        StatsScope scope = registry.Scope("listener_manager.lds");
        registry.Main.Increment(scope.Counter("update_success"));
        scope.Counter("update_rejected");
        string answer = Ask("GET /stats?usedonly&filter=%5E(cluster_manager%5C.cds%7Clistener_manager%5C.lds)%5C.(update_success%7Cupdate_rejected)$ HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.EndsWith("\r\n\r\nlistener_manager.lds.update_success: 1\n", answer, StringComparison.Ordinal);
        Assert.Contains("400 Bad Request", Ask("GET /stats?filter=( HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains("# TYPE envoy_listener_manager_lds_update_success counter", Ask("GET /stats/prometheus HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Head_has_no_body_and_http_1_0_closes()
    {
        string answer = Ask("HEAD /help HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("content-length: 0\r\n", answer, StringComparison.Ordinal);
        var client = new Client();
        Ask("GET /help HTTP/1.0\r\n\r\n", client);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Garbage_is_answered_with_400_and_closed_and_silence_is_closed_after_a_minute()
    {
        var garbage = new Client();
        Assert.StartsWith("HTTP/1.1 400 Bad Request", Ask("\u0016\u0003\u0001garbage\r\n\r\n", garbage), StringComparison.Ordinal);
        Assert.True(garbage.IsClosed);
        var silent = new Client();
        Ask("GET /st", silent);
        Assert.False(silent.IsClosed);
        simulation.RunFor(TimeSpan.FromSeconds(61));
        Assert.True(silent.IsClosed);
    }

    [Fact]
    public void Connections_beyond_the_limit_are_closed_and_room_comes_back()
    {
        Client[] crowd = [.. Enumerable.Range(0, AdminServer.MaxConnections + 1).Select(_ => Connect(new Client()))];
        simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(crowd, client => client.IsClosed);
        crowd.First(client => !client.IsClosed).Connection.Close();
        simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("200 OK", Ask("GET /help HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    public void Dispose() => simulation.Dispose();

    string Ask(string request, Client? client = null)
    {
        client = Connect(client ?? new Client());
        client.Connection.Write(Encoding.Latin1.GetBytes(request));
        simulation.RunFor(TimeSpan.FromSeconds(3));
        return client.Text;
    }

    Client Connect(Client client)
    {
        client.Connection = loop.Connect(new ConnectOptions { Address = address }, client);
        return client;
    }

    sealed class Client : IConnectionHandler
    {
        readonly StringBuilder text = new();

        public IConnection Connection { get; set; } = null!;

        public bool IsClosed { get; private set; }

        public string Text => text.ToString();

        public void OnConnected(IConnection connection)
        {
        }

        public int OnReceived(ReadOnlySpan<byte> bytes)
        {
            text.Append(Encoding.Latin1.GetString(bytes));
            return bytes.Length;
        }

        public void OnReadClosed() => Connection.Close();

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason) => IsClosed = true;
    }
}
