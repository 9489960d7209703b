namespace Lateen.Local.Metrics;

/// <summary>Makes edges of what the proxies' counters gained. Nothing else is asked: not the configuration, not the clients.</summary>
internal static class EdgeReport
{
    /// <summary>Metrics worth reading, by the beginning of their names.</summary>
    public static readonly string[] Prefixes = [Requests, Durations, ClusterStatistics.Prefix];

    const string Requests = "istio_requests_total";
    const string Durations = "istio_request_duration_milliseconds_bucket";

    /// <summary>The edges that carried requests, sorted.</summary>
    /// <param name="workloads">The workload of each proxy; Envoy's own statistics don't name it.</param>
    public static IReadOnlyList<Edge> Of(CounterLedger ledger, IReadOnlyDictionary<string, string> workloads)
    {
        var tallies = new SortedDictionary<EdgeKey, EdgeTally>();
        var gains = ledger.Gains.ToArray();
        var withIstioMetrics = gains.Where(gain => gain.Sample.Name == Requests).Select(gain => gain.Proxy).ToHashSet();
        foreach (var (proxy, sample, total) in gains)
        {
            if (sample.Name is Requests or Durations)
                AddStandard(tallies, sample);
            else if (!withIstioMetrics.Contains(proxy) && workloads.TryGetValue(proxy, out var workload))
                ClusterStatistics.Add(tallies, sample, total, workload);
        }

        return [.. tallies.Where(tally => tally.Value.Client.Requests + tally.Value.Server.Requests > 0).Select(tally => tally.Value.ToEdge(tally.Key))];
    }

    /// <summary>The tally of an edge, made on first use.</summary>
    internal static EdgeTally TallyOf(SortedDictionary<EdgeKey, EdgeTally> tallies, EdgeKey key)
    {
        if (!tallies.TryGetValue(key, out var tally))
            tallies[key] = tally = new EdgeTally();
        return tally;
    }

    /// <summary>Whether an answer's code means that the request failed: 5xx, or 0 for none.</summary>
    internal static bool IsError(string code) => code is ['5', _, _] or "0";

    static void AddStandard(SortedDictionary<EdgeKey, EdgeTally> tallies, Sample sample)
    {
        if (sample.Value == 0)
            return;
        var tally = TallyOf(tallies, new EdgeKey(sample["source_workload"], sample["destination_service_name"], VersionOf(sample)));
        var end = sample["reporter"] == "source" ? tally.Client : tally.Server;
        if (sample.Name == Durations)
        {
            end.Durations.Add(sample["le"], sample.Value);
            return;
        }

        end.Requests += sample.Value;
        end.Errors += IsError(sample["response_code"]) ? sample.Value : 0;
        end.MutualTls += sample["connection_security_policy"] == "mutual_tls" ? sample.Value : 0;
        tally.SourceIdentity = Known(sample["source_principal"]) ?? tally.SourceIdentity;
        tally.DestinationIdentity = Known(sample["destination_principal"]) ?? tally.DestinationIdentity;
    }

    static string VersionOf(Sample sample) => Known(sample["destination_version"]) ?? Known(sample["destination_canonical_revision"]) ?? "";

    static string? Known(string value) => value is "" or "unknown" ? null : value;
}
