using Envoy.Config.Route.V3;
using Lateen.Xds;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>One Istio for all cases, with the base applied, and a way to know that it has seen what was applied last.</summary>
public sealed class RealIstioFixture : IDisposable
{
    const int FirstPort = 27443;

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    int mark;

    public RealIstioFixture()
    {
        Istio = RealIstio.Start(FirstPort);
        Istio?.Apply(ComparisonCase.BaseManifest);
        mark = Environment.TickCount & 0xFFFFFF;
    }

    internal RealIstio? Istio { get; }

    /// <summary>
    /// Waits until istiod serves a mark that was applied after everything else: the host of a rule of a gateway that only one client of ours is.
    /// </summary>
    internal async Task SettleAsync()
    {
        var host = $"mark-{++mark}.example.com";
        Istio!.ApplyText($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: mark}
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: mark, namespace: mark}
            spec:
              selector: {mark: here}
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ["*"]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: mark, namespace: mark}
            spec:
              hosts: [{{host}}]
              gateways: [mark]
              exportTo: ["."]
              http:
              - directResponse: {status: 200}
            """);
        await Eventually.TrueAsync(() => ServesAsync(host), Deadline, "istiod does not show what was applied");
    }

    async Task<bool> ServesAsync(string host)
    {
        var node = ClientSide.Node("router~10.244.9.9~mark.mark~mark.svc.cluster.local",
            """{"NAMESPACE":"mark","CLUSTER_ID":"Kubernetes","LABELS":{"mark":"here"},"ISTIO_VERSION":"1.31.0"}""");
        using var istiod = new IstiodSide(Istio!.Address, node);
        var routes = await istiod.AskAsync(XdsTypes.RouteConfiguration, ["http.80"]);
        return routes.Any(any => any.Unpack<RouteConfiguration>().VirtualHosts.Any(virtualHost => virtualHost.Domains.Contains(host)));
    }

    public void Dispose() => Istio?.Dispose();
}
