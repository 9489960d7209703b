using System.Text;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>
/// Authorities seen by one worker, as text made once. Clients choose them, so beyond a bound all further ones are <c>unknown</c>.
/// </summary>
sealed class HostNames
{
    const int Capacity = 512;

    readonly Dictionary<byte[], string> _names = new(ByteKeys.Instance);

    public string Find(ReadOnlySpan<byte> authority)
    {
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(authority, out var known))
            return known;
        if (_names.Count == Capacity)
            return "unknown";
        return _names[authority.ToArray()] = Encoding.Latin1.GetString(authority);
    }
}
