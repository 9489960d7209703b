namespace Lateen.Xds.Client;

/// <summary>
/// An update of one type in the same shape for both variants of the protocol: a state-of-the-world response is turned
/// into the resources that it carries and the names that it no longer carries.
/// </summary>
/// <param name="TypeUrl">The type.</param>
/// <param name="Version">version_info or system_version_info; for display only.</param>
/// <param name="Resources">New or changed resources; in the state of the world also unchanged ones. Names are unique.</param>
/// <param name="Removed">Names that the server says are gone.</param>
public sealed record XdsUpdate(
    string TypeUrl, string Version, IReadOnlyList<XdsReceived> Resources, IReadOnlyList<string> Removed);
