using System.Diagnostics;
using Lateen.Graph;

namespace Lateen.Benchmarks;

/// <summary>
/// Nodes, edges, bytes and work of a mesh-shaped graph: services with ten endpoints each, one cluster and one assignment per
/// service. Counters are exact; times are of this machine at this moment.
/// </summary>
static class GraphScale
{
    const int EndpointsPerService = 10;
    const int Edits = 200;

    internal static void Report(TextWriter output)
    {
        output.WriteLine("| services x endpoints | nodes | edges | MB | build ms | recomputed per endpoint change | us per endpoint change |");
        output.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var services in (int[])[1_000, 10_000])
            Measure(services, output);
    }

    static void Measure(int count, TextWriter output)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var graph = new Graph.Graph();
        var services = graph.Input<int, string>("services");
        var endpoints = graph.Input<int, (int Service, int Address)>("endpoints");
        var ofService = endpoints.IndexBy("endpoints of a service", (_, endpoint) => endpoint.Service);
        using var clusters = graph.Observe(services.Map("clusters", (_, _, name) => $"outbound|80||{name}"));
        using var assignments = graph.Observe(services.Map("assignments", (reader, key, _) =>
            reader.Lookup(ofService, key).Values.Select(e => e.Address).Order().ToArray()));
        graph.Commit(batch =>
        {
            for (var s = 0; s < count; s++)
                batch.Set(services, s, $"service-{s}.default.svc.cluster.local");
            for (var e = 0; e < count * EndpointsPerService; e++)
                batch.Set(endpoints, e, (e / EndpointsPerService, e));
        });
        var built = Stopwatch.GetElapsedTime(start);
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
        var counters = graph.Counters;

        start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Edits; i++)
        {
            var endpoint = i * 7 % (count * EndpointsPerService);
            graph.Commit(batch => batch.Set(endpoints, endpoint, (endpoint / EndpointsPerService, -i - 1)));
        }

        var each = Stopwatch.GetElapsedTime(start) / Edits;
        var recomputed = (graph.Counters.Recomputed - counters.Recomputed) / (double)Edits;
        output.WriteLine(
            $"| {count:N0} x {EndpointsPerService} | {counters.Nodes:N0} | {counters.Edges:N0} | {megabytes:F1} | {built.TotalMilliseconds:F0} | {recomputed:F1} | {each.TotalMicroseconds:F0} |");
    }
}
