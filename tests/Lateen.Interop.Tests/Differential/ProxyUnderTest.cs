using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Lateen.Interop.Tests.Differential;

/// <summary>A proxy that has the whole corpus in its bootstrap, one listener a case.</summary>
sealed class ProxyUnderTest : IAsyncDisposable
{
    static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LogDeadline = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, LogLine> logged = new();
    readonly int index;
    readonly string name;
    readonly Process process;
    readonly string file;

    ProxyUnderTest(int index, string name, Process process, string file)
    {
        (this.index, this.name, this.process, this.file) = (index, name, process, file);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
    }

    public static async Task<ProxyUnderTest> StartAsync(int index, string program, CancellationToken stop)
    {
        var file = Path.GetTempFileName() + ".json";
        await File.WriteAllTextAsync(file, (await BootstrapAsync(index)).ToJsonString(), stop);
        string[] arguments = ["-c", file, "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning", "--file-flush-interval-msec", "50"];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var proxy = new ProxyUnderTest(index, Path.GetFileName(program), process, file);
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => proxy.IsReadyAsync(http, stop), StartDeadline, $"{program} does not become ready");
        return proxy;
    }

    /// <summary>Sends every request of a case and says what became of each, the flags aside.</summary>
    public async Task<IReadOnlyList<Outcome>> SendAsync(DifferentialCase one, Applications applications, CancellationToken stop)
    {
        var outcomes = new List<Outcome>();
        for (var at = 0; at < one.Exchanges.Count; at++)
            outcomes.Add(await SendAsync(one, one.Exchanges[at], LoopbackPlan.Listener(index, one.Number), Id(one, at), applications, stop));
        return outcomes;
    }

    /// <summary>Waits for the access log's word about a request.</summary>
    public async Task<LogLine?> LogAsync(DifferentialCase one, int exchange)
    {
        await Eventually.EmptyAsync(() => Task.FromResult<IReadOnlyList<string>>(logged.ContainsKey(Id(one, exchange)) ? [] : ["not logged"]), LogDeadline);
        return logged.GetValueOrDefault(Id(one, exchange));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        File.Delete(file);
    }

    string Id(DifferentialCase one, int exchange) => $"{index}-{one.Number}-{exchange}";

    void Note(string? line)
    {
        if (line?.Split(' ', 5) is ["outcome", var id, var flags, var details, var metadata])
            logged[id] = LogLine.Of(flags, details, metadata);
    }

    async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        if (process.HasExited)
            throw new InvalidOperationException($"{name} refuses its bootstrap");
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{LoopbackPlan.Admin(index)}:{LoopbackPlan.Port}/ready"), stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static async Task<Outcome> SendAsync(DifferentialCase one, Exchange exchange, string address, string id, Applications applications, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(AnswerDeadline);
        using var client = new TcpClient();
        await client.ConnectAsync(address, LoopbackPlan.Port, deadline.Token);
        var head = new StringBuilder($"{exchange.Method} {exchange.Path} HTTP/1.1\r\nHost: {exchange.Host}\r\nx-case: {id}\r\n");
        if (!exchange.Headers.Any(header => header.StartsWith("connection:", StringComparison.Ordinal)))
            head.Append("connection: close\r\n");
        foreach (var header in exchange.Headers)
            head.Append(string.Join(": ", header.Split(':', 2))).Append("\r\n");
        await using var stream = one.IsTls ? await Identities.ConnectAsync(client.GetStream(), exchange.Identity, deadline.Token) : client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), deadline.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var response = await AnswerAsync(reader, deadline.Token, stop);
        var seen = applications.Seen.TryGetValue(id, out var arrived) ? arrived.ToArray() : [];
        var last = seen.LastOrDefault(("-", "-", new Dictionary<string, string>()));
        return new Outcome(
            response is null ? 0 : int.Parse(response.Start.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture),
            response?.Headers ?? [], response?.Headers.GetValueOrDefault("x-instance") ?? "-", last.Item2, last.Item3, seen.Length, null);
    }

    /// <summary>Null when the connection ends, or the deadline comes, without an answer.</summary>
    static async Task<HttpHead?> AnswerAsync(StreamReader reader, CancellationToken deadline, CancellationToken stop)
    {
        try
        {
            return await HttpHead.ReadAsync(reader, deadline);
        }
        catch (Exception ended) when (!stop.IsCancellationRequested && ended is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    static async Task<JsonObject> BootstrapAsync(int index)
    {
        var (listeners, clusters) = (new JsonArray(), new JsonArray());
        foreach (var one in DifferentialCase.All)
        {
            var (listener, own) = await CaseResources.GenerateAsync(one, LoopbackPlan.Listener(index, one.Number));
            listeners.Add(listener);
            foreach (var cluster in own)
                clusters.Add(cluster);
        }

        foreach (var name in (string[])["PassthroughCluster", "BlackHoleCluster"])
            clusters.Add(new JsonObject { ["name"] = name, ["type"] = "STATIC", ["connect_timeout"] = "1s", ["load_assignment"] = new JsonObject { ["cluster_name"] = name } });
        return new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = "test", ["cluster"] = "test" },
            ["admin"] = new JsonObject { ["address"] = CaseResources.Socket(LoopbackPlan.Admin(index), LoopbackPlan.Port) },
            // As Istio's bootstrap has it.
            ["layered_runtime"] = JsonNode.Parse("""
                {"layers": [{"name": "static", "static_layer": {"envoy.reloadable_features.http_reject_path_with_fragment": false}}]}
                """),
            ["static_resources"] = new JsonObject { ["listeners"] = listeners, ["clusters"] = clusters },
        };
    }
}
