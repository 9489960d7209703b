using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds hosts that several VirtualServices claim for sidecars: only the oldest has an effect, they are not merged.</summary>
sealed class VirtualServiceConflictingHosts : IAnalyzer
{
    public string Name => "virtualservice.ConflictingMeshGatewayHostsAnalyzer";

    public string Description => "Hosts that several VirtualServices claim for sidecars";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.VirtualService];

    public void Analyze(AnalysisContext context)
    {
        var claims = context.List(Kinds.VirtualService).Where(IsForSidecars).SelectMany(item => item.As<VirtualService>().Hosts.Select(
            (host, index) => (Item: item, Path: $"spec.hosts[{index}]", Host: context.Mesh.Resolve(host, item))));
        foreach (var rivals in claims.Where(claim => !claim.Host.IsEmpty).GroupBy(claim => claim.Host).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            foreach (var (item, path, host) in rivals)
            {
                if (Array.Exists(rivals, other => !ReferenceEquals(other.Item, item) && Overlap(item, other.Item)))
                    context.Report(item, path, DiagnosticCode.ConflictingHosts, Severity.Error,
                        $"The VirtualServices {string.Join(',', rivals.Select(rival => $"{rival.Item.Namespace}/{rival.Item.Name}").Distinct())} associated with mesh gateway define the same host {host} which can lead to undefined behavior",
                        "merge them into one");
            }
        }
    }

    static bool IsForSidecars(ConfigObject item) => item.As<VirtualService>().Gateways is { Count: 0 } || item.As<VirtualService>().Gateways.Contains("mesh");

    /// <summary>Whether some sidecar sees both.</summary>
    static bool Overlap(ConfigObject left, ConfigObject right) =>
        left.Namespace == right.Namespace || IsPublic(left) && IsPublic(right) || Exports(left).Contains(right.Namespace) || Exports(right).Contains(left.Namespace);

    static bool IsPublic(ConfigObject item) => Exports(item).Count == 0 || Exports(item).Contains("*");

    static IList<string> Exports(ConfigObject item) => item.As<VirtualService>().ExportTo;
}
