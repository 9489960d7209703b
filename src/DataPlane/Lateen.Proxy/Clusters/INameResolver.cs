using System.Collections.Immutable;
using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>Asks for the addresses of names: /etc/hosts, DNS, or whatever stands behind it.</summary>
public interface INameResolver
{
    /// <summary>Asks once. Main loop only; answers on the main loop, never inside this call, and always.</summary>
    void Resolve(string name, Action<NameAnswer> answered);
}

/// <summary>What came back for a name.</summary>
/// <param name="Addresses">In the resolver's order, ports 0. Empty without an error: the name exists and has none.</param>
/// <param name="TimeToLive">How long it may be believed; null: the resolver doesn't know.</param>
/// <param name="Error">Null when the question was answered.</param>
public sealed record NameAnswer(ImmutableArray<NetAddress> Addresses, TimeSpan? TimeToLive = null, string? Error = null);
