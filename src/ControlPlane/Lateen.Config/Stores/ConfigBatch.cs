using System.Collections.Immutable;

namespace Lateen.Config.Stores;

/// <summary>Changes that belong together: they are to take effect at once, as one revision.</summary>
/// <param name="Changes">Sorted by object; none names the same object twice. Empty when only lines or diagnostics changed.</param>
/// <param name="Snapshot">The store after the changes, with all lines and all diagnostics.</param>
public sealed record ConfigBatch(ImmutableArray<ConfigChange> Changes, ConfigSnapshot Snapshot);
