namespace Lateen.Xds.Server;

/// <summary>What changed in one type between two revisions of a view.</summary>
/// <param name="TypeUrl">The type.</param>
/// <param name="Changed">Resources that are new or have other bytes than before.</param>
/// <param name="Removed">Names that are gone.</param>
public sealed record XdsTypeDelta(string TypeUrl, IReadOnlyList<XdsResource> Changed, IReadOnlyList<string> Removed);
