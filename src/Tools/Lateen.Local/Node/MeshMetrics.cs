using Lateen.Local.Metrics;
using Lateen.Local.Pods;

namespace Lateen.Local.Node;

/// <summary>Reads every proxy's metrics and keeps the sums since the mesh was ready.</summary>
internal sealed class MeshMetrics : IDisposable
{
    const int PrometheusPort = 15090;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>More text than this is not from a proxy of ours.</summary>
    const int LongestText = 64 * 1024 * 1024;

    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience, MaxResponseContentBufferSize = LongestText };
    readonly CounterLedger ledger = new();
    readonly Dictionary<string, string> workloads = [];

    /// <summary>The traffic since the starting point.</summary>
    public IReadOnlyList<Edge> Edges => EdgeReport.Of(ledger, workloads);

    public void Dispose() => http.Dispose();

    /// <summary>Reads all proxies; one that doesn't answer keeps what it last said.</summary>
    /// <returns>Whether all answered.</returns>
    public async Task<bool> Read(IEnumerable<PodPlan> pods, CancellationToken cancel)
    {
        var asked = pods.Where(pod => pod.HasProxy).Select(pod => (Pod: pod, Text: Ask(pod, cancel))).ToArray();
        var answered = true;
        foreach (var (pod, asking) in asked)
        {
            var text = await asking;
            answered &= text.Length > 0;
            workloads[pod.Key] = pod.Workload.Name;
            ledger.Add(pod.Key, PrometheusText.Read(text, EdgeReport.Prefixes));
        }

        return answered;
    }

    /// <summary>Counts from now on.</summary>
    public void Restart() => ledger.Restart();

    async Task<string> Ask(PodPlan pod, CancellationToken cancel)
    {
        try
        {
            return await http.GetStringAsync(new Uri($"http://{pod.Address}:{PrometheusPort}/stats/prometheus"), cancel);
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return "";
        }
    }
}
