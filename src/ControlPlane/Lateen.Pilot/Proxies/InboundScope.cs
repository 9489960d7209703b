using Lateen.Core;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Proxies;

/// <summary>Everything that decides what a workload's proxy accepts. Replicas share it.</summary>
/// <param name="Namespace">Of the workload.</param>
/// <param name="Targets">Exposed ports by number.</param>
/// <param name="Mtls">What the workload's policies accept.</param>
/// <param name="Capabilities">What the proxy has.</param>
public sealed record InboundScope(string Namespace, ValueList<InboundTarget> Targets, WorkloadMtls Mtls, Capabilities Capabilities)
{
    /// <summary>Who may call it; of a gateway, who may call through it.</summary>
    public WorkloadAuthorization Authorization { get; init; } = WorkloadAuthorization.None;

    /// <summary>Whose tokens it takes.</summary>
    public WorkloadAuthentication Authentication { get; init; } = WorkloadAuthentication.None;
}
