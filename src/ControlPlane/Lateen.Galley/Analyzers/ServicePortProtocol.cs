using System.Collections.Immutable;
using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds ports whose protocol Lateen does not speak yet: connections are passed on, requests are not seen.</summary>
sealed class ServicePortProtocol : IAnalyzer
{
    public string Name => "service.PortProtocolAnalyzer";

    public string Description => "Ports of Services that are declared HTTP/2 or gRPC, which are proxied as TCP for now";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Service];

    public void Analyze(AnalysisContext context)
    {
        foreach (var item in context.List(Kinds.Service))
        {
            if (IsGateway(item))
                continue;
            var ports = item.As<V1Service>().Spec?.Ports ?? [];
            for (var i = 0; i < ports.Count; i++)
            {
                var protocol = DeclaredProtocol.Of(ports[i]);
                if (protocol is not ("http2" or "grpc"))
                    continue;
                var field = string.IsNullOrEmpty(ports[i].AppProtocol) ? "name" : "appProtocol";
                context.Report(item, $"spec.ports[{i}].{field}", DiagnosticCode.ProxiedAsTcp, Severity.Warning,
                    $"port {ports[i].Port} is declared {protocol} and is proxied as TCP for now: no routes, retries or request metrics apply to it",
                    "name the port http if it also speaks HTTP/1.1");
            }
        }
    }

    /// <summary>A gateway's ports are what its Gateways say, whatever their Service calls them.</summary>
    static bool IsGateway(ConfigObject service) => service.Labels.ContainsKey("istio") || service.Labels.ContainsKey("gateway.networking.k8s.io/gateway-name");
}
