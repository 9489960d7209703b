using Istio.Networking.V1Alpha3;
using Lateen.Config;

namespace Lateen.Pilot.Rules;

/// <summary>An HTTP rule and where it is written.</summary>
/// <param name="Http">The rule; merged with its root's when it is a delegate's.</param>
/// <param name="Origin">The object that has it.</param>
/// <param name="Index">Position in the object's spec.http.</param>
public sealed record MergedRule(HTTPRoute Http, ConfigObject Origin, int Index);
