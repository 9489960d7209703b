using Istio.Networking.V1Alpha3;
using Lateen.Core;

namespace Lateen.Pilot.Rules;

/// <summary>A subset of a service's endpoints.</summary>
/// <param name="Name">Unique within the host.</param>
/// <param name="Labels">Select the endpoints.</param>
/// <param name="Policy">Over the host's; null for none.</param>
/// <param name="Source">Where it is said.</param>
public sealed record SubsetRule(string Name, Labels Labels, TrafficPolicy? Policy, SourceRef Source);
