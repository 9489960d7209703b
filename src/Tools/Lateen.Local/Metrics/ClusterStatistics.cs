namespace Lateen.Local.Metrics;

/// <summary>
/// Edges from Envoy's own statistics of its outbound clusters, where a proxy lacks Istio's metrics (upstream Envoy has no istio.stats
/// filter). They don't know the server's identity; a cluster's subset is its version.
/// </summary>
internal static class ClusterStatistics
{
    public const string Prefix = "envoy_cluster_";
    const string Requests = "envoy_cluster_upstream_rq";
    const string Durations = "envoy_cluster_upstream_rq_time_bucket";
    const string Handshakes = "envoy_cluster_ssl_handshake";

    /// <param name="total">Of the counter, also from before the starting point: connections live long, and their handshakes are their proof.</param>
    public static void Add(SortedDictionary<EdgeKey, EdgeTally> tallies, Sample sample, double total, string workload)
    {
        if (KeyOf(sample, workload) is not { } key || sample.Name is not (Requests or Durations or Handshakes))
            return;
        var tally = EdgeReport.TallyOf(tallies, key);
        // Our agent gives Envoy's statistics the identity of its own certificate as a label.
        tally.SourceIdentity = sample["proxy_principal"] is { Length: > 0 } identity ? identity : tally.SourceIdentity;
        switch (sample.Name)
        {
            case Durations:
                tally.Client.Durations.Add(sample["le"], sample.Value);
                break;
            case Handshakes:
                tally.Handshakes += total;
                break;
            // Each request is counted once by its code and once by its code's class.
            case Requests when Tag(sample, "response_code").Length > 0:
                tally.Client.Requests += sample.Value;
                tally.Client.Errors += EdgeReport.IsError(Tag(sample, "response_code")) ? sample.Value : 0;
                break;
        }
    }

    // outbound|9080|v2|reviews.default.svc.cluster.local, which Istio's bootstrap ends with a semicolon.
    static EdgeKey? KeyOf(Sample sample, string workload) => Tag(sample, "cluster_name").TrimEnd(';').Split('|') is ["outbound", _, var subset, var host]
        ? new EdgeKey(workload, host.Split('.')[0], subset) : null;

    static string Tag(Sample sample, string name) => sample.Labels.GetValueOrDefault(name) ?? sample[$"envoy_{name}"];
}
