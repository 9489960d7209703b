using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Envoy;

/// <summary>The same bootstrap, backends and requests for real Envoy and for us: the same answers, from the same hosts.</summary>
public sealed partial class TrafficTests
{
    const string Router = """{"name": "envoy.filters.http.router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}""";

    [Theory]
    [InlineData("""{"abort": {"http_status": 418, "percentage": {"numerator": 100}}}""")]
    [InlineData("""{"abort": {"grpc_status": 14, "percentage": {"numerator": 100}}}""")]
    [InlineData("""{"delay": {"fixed_delay": "0.05s", "percentage": {"numerator": 100}}}""")]
    [InlineData("""{"abort": {"header_abort": {}, "percentage": {"numerator": 100}}, "headers": [{"name": "x-hurt", "string_match": {"prefix": "y"}}]}""")]
    public Task Faults(string fault) => CompareAsync(
        setup => setup.Filter($$"""{"name": "envoy.filters.http.fault", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault", {{fault[1..]}}}"""),
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX-Hurt: yes\r\nX-Envoy-Fault-Abort-Request: 503\r\n\r\n",
        "POST /s/m HTTP/1.1\r\nHost: h\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\nTE: trailers\r\n\r\n");

    [Theory]
    [InlineData("")]
    [InlineData(""", "forward_not_matching_preflights": false""")]
    [InlineData(""", "allow_credentials": true, "expose_headers": "x-b,x-c", "allow_private_network_access": true""")]
    public Task Cross_origin_requests(string more) => CompareAsync(
        setup => setup.Filter("""{"name": "envoy.filters.http.cors", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors"}}""").Route(
            $$"""
            {"match": {"prefix": "/"}, "route": {"cluster": "up"}, "typed_per_filter_config": {"envoy.filters.http.cors": {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
              "allow_origin_string_match": [{"exact": "https://shop.example"}], "allow_methods": "GET,PUT", "allow_headers": "x-a", "max_age": "600"{{more}} } } }
            """),
        "GET / HTTP/1.1\r\nHost: h\r\nOrigin: https://shop.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: https://shop.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: https://shop.example\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Private-Network: true\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: https://shop.example\r\n\r\n");

    [Theory]
    [InlineData("""{"lb_policy": "RING_HASH"}""")]
    [InlineData("""{"lb_policy": "RING_HASH", "ring_hash_lb_config": {"hash_function": "MURMUR_HASH_2", "minimum_ring_size": 64}}""")]
    [InlineData("""{"lb_policy": "MAGLEV"}""")]
    [InlineData("""{"lb_policy": "MAGLEV", "maglev_lb_config": {"table_size": 251}}""")]
    public Task Hashed_requests_go_to_the_hosts_that_envoy_sends_them_to(string policy) => CompareAsync(
        setup => setup.Cluster(policy).Route("""{"match": {"prefix": "/"}, "route": {"cluster": "up", "hash_policy": [{"header": {"header_name": "x-user"}}, {"query_parameter": {"name": "q"}}]}}"""),
        backends: 5,
        [.. Enumerable.Range(0, 60).Select(i => $"GET /?q={i % 7} HTTP/1.1\r\nHost: h\r\nX-User: user-{i}\r\n\r\n"), "GET /?q=1 HTTP/1.1\r\nHost: h\r\nX-User: b\r\nX-User: a\r\n\r\n"]);

    [Fact]
    public Task A_hashed_cookie_is_made_and_found() => CompareAsync(
        setup => setup.Cluster("""{"lb_policy": "RING_HASH"}""").Route(
            """{"match": {"prefix": "/"}, "route": {"cluster": "up", "hash_policy": [{"cookie": {"name": "session", "ttl": "120s", "path": "/p"}}]}}"""),
        backends: 5,
        "GET / HTTP/1.1\r\nHost: h\r\nCookie: a=b; session=mine\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nCookie: session=\"quoted\"\r\n\r\n");

    [Fact]
    public async Task A_mirrored_request_looks_like_envoys()
    {
        var copies = new List<string>();
        foreach (var program in Programs())
        {
            await using var run = await Run.StartAsync(
                new Setup().Route("""{"match": {"prefix": "/"}, "route": {"cluster": "up", "request_mirror_policies": [{"cluster": "up"}]}}"""), program, backends: 1);
            await run.ExchangeAsync("POST /m HTTP/1.1\r\nHost: h.example:80\r\nContent-Length: 4\r\n\r\nbody");
            await Eventually.TrueAsync(() => Task.FromResult(run.Requests.Count == 2), TimeSpan.FromSeconds(30), () => "no copy came");
            var copy = run.Requests.Single(request => request.Contains("-shadow", StringComparison.Ordinal));
            // Each adds the address by which it knows itself; Envoy takes the machine's, we have none here but the listener's.
            copies.Add(Address().Replace(Normalize(copy), "x-forwarded-for: #"));
        }

        Assert.Equal(copies[0], copies[1]);
    }

    [Theory]
    [InlineData("\"host_rewrite_literal\": \"other.example\"")]
    [InlineData("\"host_rewrite_header\": \"x-to\"")]
    [InlineData("\"host_rewrite_literal\": \"other.example\", \"append_x_forwarded_host\": true")]
    public Task Hosts_are_rewritten(string rewrite) => CompareAsync(
        setup => setup.Route($$"""{"match": {"prefix": "/"}, "route": {"cluster": "up", {{rewrite}} } }"""),
        "GET / HTTP/1.1\r\nHost: h\r\nX-To: from-header\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n");

    [Theory]
    [InlineData("STRICT_DNS")]
    [InlineData("LOGICAL_DNS")]
    public Task Names_are_resolved(string type) => CompareAsync(
        setup => setup.Cluster($$"""{"type": "{{type}}", "dns_lookup_family": "V4_ONLY", "lb_policy": "RING_HASH"}""").Named("localhost").Route(
            """{"match": {"prefix": "/"}, "route": {"cluster": "up", "auto_host_rewrite": true, "hash_policy": [{"header": {"header_name": "x-user"}}]}}"""),
        "GET / HTTP/1.1\r\nHost: h\r\nX-User: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX-User: b\r\n\r\n");

    static Task CompareAsync(Action<Setup> configure, params string[] requests) => CompareAsync(configure, backends: 1, requests);

    static async Task CompareAsync(Action<Setup> configure, int backends, params string[] requests)
    {
        var answers = new List<string[]>();
        // The same backends for both: hashing looks at addresses.
        var setup = new Setup();
        configure(setup);
        using var servers = new Backends(backends);
        foreach (var program in Programs())
        {
            await using var run = await Run.StartAsync(setup, program, servers);
            var given = new List<string>();
            foreach (var request in requests) given.Add(Normalize(await run.ExchangeAsync(request)));
            answers.Add([.. given]);
        }

        for (var i = 0; i < requests.Length; i++)
            Assert.Equal(requests[i] + answers[0][i], requests[i] + answers[1][i]);
    }

    /// <summary>Envoy first.</summary>
    static string?[] Programs()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set");
        return [envoy, null];
    }

    /// <summary>Lines in order of their names, without what differs from run to run.</summary>
    static string Normalize(string message)
    {
        var head = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = message[..head].Split("\r\n");
        var body = message[(head + 4)..];
        // The echoed request is a message too; its length depends on what was left out of it.
        var echoed = body.Contains("\r\n\r\n", StringComparison.Ordinal) ? Normalize(body) : body;
        return string.Join('\n', [lines[0], .. lines[1..].Where(IsStable).Order(StringComparer.Ordinal), "", echoed]);
    }

    static bool IsStable(string line) => !Unstable().IsMatch(line);

    [GeneratedRegex("^(date|x-request-id|x-envoy-upstream-service-time|content-length|x-envoy-expected-rq-timeout-ms): ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unstable();

    [GeneratedRegex(@"x-forwarded-for: [0-9.]+$", RegexOptions.Multiline, 1000)]
    private static partial Regex Address();

    /// <summary>What a test changes of the plain bootstrap.</summary>
    sealed class Setup
    {
        readonly List<string> filters = [];
        string cluster = "{}";
        string? route;
        string host = "127.0.0.1";

        public Setup Filter(string json)
        {
            filters.Add(json);
            return this;
        }

        public Setup Route(string json)
        {
            route = json;
            return this;
        }

        public Setup Cluster(string json)
        {
            cluster = json;
            return this;
        }

        public Setup Named(string name)
        {
            host = name;
            return this;
        }

        public JsonObject Bootstrap(int adminPort, int port, IReadOnlyList<int> backends) => Processes.Bootstrap.Http(adminPort, port, backends[0], ChangeManager, target =>
        {
            foreach (var (name, value) in JsonNode.Parse(cluster)!.AsObject()) target[name] = value!.DeepClone();
            var used = (string?)target["type"] == "LOGICAL_DNS" ? backends.Take(1) : backends;
            target["load_assignment"]!["endpoints"] = new JsonArray(new JsonObject
            {
                ["lb_endpoints"] = new JsonArray([.. used.Select(backend => new JsonObject
                {
                    ["endpoint"] = new JsonObject { ["address"] = new JsonObject { ["socket_address"] = new JsonObject { ["address"] = host, ["port_value"] = backend } } },
                })]),
            });
        });

        void ChangeManager(JsonObject manager)
        {
            manager["http_filters"] = new JsonArray([.. filters.Append(Router).Select(filter => JsonNode.Parse(filter))]);
            if (route is not null) manager["route_config"]!["virtual_hosts"]![0]!["routes"] = new JsonArray(JsonNode.Parse(route));
        }
    }

    sealed class Backends(int count) : IDisposable
    {
        readonly List<EchoServer> servers = [.. Enumerable.Range(0, count).Select(_ => new EchoServer())];

        public IReadOnlyList<int> Ports => [.. servers.Select(server => server.Port)];

        public IReadOnlyList<string> Requests => [.. servers.SelectMany(server => server.Requests)];

        public void Dispose() => servers.ForEach(server => server.Dispose());
    }

    /// <summary>One proxy with one client connection.</summary>
    sealed class Run(ProxyProcess proxy, Wire client, Backends backends, IDisposable[] held) : IAsyncDisposable
    {
        public IReadOnlyList<string> Requests => backends.Requests;

        public static async Task<Run> StartAsync(Setup setup, string? program, int backends)
        {
            var own = new Backends(backends);
            return await StartAsync(setup, program, own, own);
        }

        public static Task<Run> StartAsync(Setup setup, string? program, Backends backends) => StartAsync(setup, program, backends, held: null);

        public async Task<string> ExchangeAsync(string request)
        {
            await client.SendAsync(request);
            return await client.ReadResponseAsync();
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await proxy.DisposeAsync();
            foreach (var one in held) one.Dispose();
        }

        static async Task<Run> StartAsync(Setup setup, string? program, Backends backends, IDisposable? held)
        {
            var (admin, listener) = (new PortReservation(), new PortReservation());
            var proxy = await ProxyProcess.StartAsync(setup.Bootstrap(admin.Port, listener.Port, backends.Ports), admin.Port, program);
            var client = await Wire.ConnectAsync(listener.Port);
            return new Run(proxy, client, backends, held is null ? [admin, listener] : [admin, listener, held]);
        }
    }
}
