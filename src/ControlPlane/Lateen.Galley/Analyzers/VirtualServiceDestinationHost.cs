using System.Collections.Immutable;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds routes to services that don't exist: their requests are answered 503.</summary>
sealed class VirtualServiceDestinationHost : IAnalyzer
{
    public string Name => "virtualservice.DestinationHostAnalyzer";

    public string Description => "Destinations of VirtualServices that are no service of the mesh";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Service, Kinds.ServiceEntry, Kinds.VirtualService];

    public void Analyze(AnalysisContext context)
    {
        var hosts = new ServiceHosts(context);
        foreach (var item in context.List(Kinds.VirtualService))
        {
            foreach (var (destination, path) in Destinations.Of(item))
            {
                var host = context.Mesh.Resolve(destination.Host, item);
                if (!hosts.Has(host))
                    context.Report(item, $"{path}.host", DiagnosticCode.ReferenceNotFound, Severity.Error,
                        $"Referenced host not found: \"{destination.Host}\"", Advice(destination.Host, host, hosts));
            }
        }
    }

    static string Advice(string written, Hostname resolved, ServiceHosts hosts) => hosts.Suggest(resolved) is { Length: > 0 } suggestion
        ? suggestion
        : written == resolved.Value ? "add a Service or a ServiceEntry of this name" : $"there is no service {resolved}; add it, or write the name in full";
}
