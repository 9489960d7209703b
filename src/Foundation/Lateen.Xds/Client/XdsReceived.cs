using Google.Protobuf.WellKnownTypes;

namespace Lateen.Xds.Client;

/// <summary>One resource as it arrived.</summary>
/// <param name="Name">Its name: from the wrapper, or from the message's own name field.</param>
/// <param name="Version">The resource's version, in the state of the world that of the whole response.</param>
/// <param name="Body">The encoded message; its type URL is the update's.</param>
public sealed record XdsReceived(string Name, string Version, Any Body);
