using Lateen.Core;
using Lateen.Net;

namespace Lateen.Proxy.Matching;

/// <summary>Values by address range; a lookup finds the longest range that contains the address. Immutable after construction.</summary>
public sealed class PrefixMap<T>
    where T : class
{
    readonly LengthTable[] byLengthV4;
    readonly LengthTable[] byLengthV6;

    /// <param name="entries">No two of the same range.</param>
    public PrefixMap(IReadOnlyCollection<KeyValuePair<Cidr, T>> entries)
    {
        byLengthV4 = Tables(entries, isV6: false);
        byLengthV6 = Tables(entries, isV6: true);
    }

    /// <summary>Null when no range contains the address. What is not IP counts as 255.255.255.255.</summary>
    public T? Find(in NetAddress address)
    {
        var isV6 = address.Kind == AddressFamilyKind.IPv6;
        var bits = address.IsIp ? address.IpBits : uint.MaxValue;
        foreach (var table in isV6 ? byLengthV6 : byLengthV4)
            if (table.Values.TryGetValue(bits & table.Mask, out var value)) return value;
        return null;
    }

    static LengthTable[] Tables(IReadOnlyCollection<KeyValuePair<Cidr, T>> entries, bool isV6) =>
    [
        .. entries.Where(entry => entry.Key.IsV6 == isV6)
            .GroupBy(entry => entry.Key.PrefixLength)
            .OrderByDescending(group => group.Key)
            .Select(group => new LengthTable(Mask(group.Key, isV6), group.ToDictionary(entry => Bits(entry.Key), entry => entry.Value))),
    ];

    static UInt128 Mask(int length, bool isV6) => length == 0 ? UInt128.Zero : UInt128.MaxValue << ((isV6 ? 128 : 32) - length);

    static UInt128 Bits(Cidr range) => NetAddress.From(range.Network, 0).IpBits;

    sealed record LengthTable(UInt128 Mask, Dictionary<UInt128, T> Values);
}
