using System.Collections.Immutable;
using Lateen.Graph;

namespace Lateen.Pilot.Push;

/// <summary>One push, for the log.</summary>
/// <param name="Revision">The version that it made.</param>
/// <param name="Objects">How many objects had changed.</param>
/// <param name="Recomputed">How many computations ran again.</param>
/// <param name="Clients">How many clients were told.</param>
/// <param name="Errors">Computations that failed, and keep their last good value.</param>
public sealed record PushReport(string Revision, int Objects, long Recomputed, int Clients, ImmutableArray<GraphError> Errors);
