using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>One object came, changed or went.</summary>
/// <param name="Ref">Which.</param>
/// <param name="Old">Null when it came.</param>
/// <param name="New">Null when it went.</param>
public sealed record ConfigChange(ObjectRef Ref, ConfigObject? Old, ConfigObject? New);
