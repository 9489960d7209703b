using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Pilot.Push;

namespace Lateen.Benchmarks;

/// <summary>
/// What the control plane pays for everything that a sidecar needs of a mesh of services with ten endpoints each, and for one change after that: from the
/// store's event to the encoded response. Bytes and messages are exact; times are of this machine at this moment.
/// </summary>
static class PilotScale
{
    const int EndpointsPerService = 10;
    const int Edits = 20;

    internal static void Report(TextWriter output)
    {
        output.WriteLine("| services x endpoints | step | ms | MB allocated | resources sent | KB sent | nodes recomputed |");
        output.WriteLine("|---|---|--:|--:|--:|--:|--:|");
        foreach (var services in (int[])[100, 1_000])
            Measure(services, output);
    }

    static void Measure(int services, TextWriter output)
    {
        var name = $"{services:N0} x {EndpointsPerService}";
        var clock = new ManualClock();
        var store = new MemoryConfigStore();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var objects = Read(Services(services));
        store.Replace(objects);
        PilotSource source = null!;
        long recomputed = 0;
        var sidecars = new List<BenchmarkSidecar>();

        Row("the control plane starts", () => source = new PilotSource(store, clock));
        source.Pushed += report => recomputed += report.Recomputed;
        Row("a first sidecar connects", () => sidecars.Add(BenchmarkSidecar.Connect(source, clock, 1)));
        Row("a second one connects", () => sidecars.Add(BenchmarkSidecar.Connect(source, clock, 2)));
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
        Edit("an endpoint moves", edit => EndpointSlice(7, $"10.200.{edit / 250}.{(edit % 250) + 1}"));
        Edit("a VirtualService changes", edit => VirtualService(9, edit + 1));
        Edit("a DestinationRule changes", edit => DestinationRule(11, edit + 1));
        Edit("a service's port moves", edit => Service(8, 9000 + edit));
        output.WriteLine($"| {name} | live heap after all that, MB: {held:F1} ||||||");

        void Edit(string step, Func<int, string> change)
        {
            Apply(change(0));
            Row(step, () =>
            {
                for (var edit = 1; edit <= Edits; edit++)
                    Apply(change(edit));
            }, Edits);
        }

        void Apply(string yaml)
        {
            store.Apply(Read(yaml).Objects);
            clock.Advance(PushOptions.Local.Quiet);
        }

        void Row(string step, Action action, int times = 1)
        {
            var (resources, bytes, nodes) = (sidecars.Sum(s => s.Resources), sidecars.Sum(s => s.Bytes), recomputed);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            action();
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds / times;
            var megabytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1048576.0 / times;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {step} | {elapsed:F2} | {megabytes:F3} | {(sidecars.Sum(s => s.Resources) - resources) / (double)times:F1} | {(sidecars.Sum(s => s.Bytes) - bytes) / 1024.0 / times:F1} | {(recomputed - nodes) / (double)times:F0} |"));
        }
    }

    static ReadResult Read(string yaml)
    {
        var result = ConfigReader.Read("benchmark.yaml", yaml, "default");
        return result.Diagnostics.Any(d => d.Severity == Core.Severity.Error)
            ? throw new InvalidOperationException(string.Join('\n', result.Diagnostics))
            : result;
    }

    static string Services(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(Service(i, 8080)).Append("---\n").Append(EndpointSlice(i, $"10.{64 + (i * 10 / 65536)}.{i * 10 / 256 % 256}.{i * 10 % 256}")).Append("---\n");
        return text.ToString();
    }

    static string Service(int i, int targetPort) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: svc-{{i}}, namespace: default}
        spec: {clusterIP: 10.{{96 + (i / 60000)}}.{{i / 250 % 250}}.{{(i % 250) + 1}}, ports: [{name: http, port: 80, targetPort: {{targetPort}} } ] }

        """;

    static string EndpointSlice(int i, string first)
    {
        var text = new StringBuilder($$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: svc-{{i}}-a, namespace: default, labels: {kubernetes.io/service-name: svc-{{i}} } }
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints:

            """);
        text.Append(CultureInfo.InvariantCulture, $"- {{addresses: [{first}], conditions: {{ready: true}} }}\n");
        for (var j = 1; j < EndpointsPerService; j++)
        {
            var k = (i * EndpointsPerService) + j;
            text.Append(CultureInfo.InvariantCulture, $"- {{addresses: [10.{80 + (k / 65536)}.{k / 256 % 256}.{k % 256}], conditions: {{ready: true}} }}\n");
        }

        return text.ToString();
    }

    static string VirtualService(int i, int seconds) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: v, namespace: default}
        spec:
          hosts: [svc-{{i}}]
          http:
          - route:
            - destination: {host: svc-{{i}} }
            timeout: {{seconds}}s

        """;

    static string DestinationRule(int i, int connections) => $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: d, namespace: default}
        spec:
          host: svc-{{i}}
          trafficPolicy:
            connectionPool:
              tcp: {maxConnections: {{connections}} }

        """;
}
