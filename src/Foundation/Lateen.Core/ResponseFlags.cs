namespace Lateen.Core;

/// <summary>
/// The flags of one request in the order in which they were set, which is the order in which they are printed. A value of eight
/// bytes: setting and reading allocate nothing. It holds eight flags; more than that no request has, and a ninth is dropped.
/// </summary>
public struct ResponseFlags : IEquatable<ResponseFlags>
{
    /// <summary>How many it holds.</summary>
    public const int Capacity = 8;

    // One byte a flag, the first in the lowest; 0 is free, so flags are stored plus one.
    ulong packed;

    /// <summary>The flags and their order as one number: equal exactly when both are.</summary>
    public readonly ulong Packed => packed;

    /// <summary>No flag is set.</summary>
    public readonly bool IsEmpty => packed == 0;

    /// <summary>How many are set.</summary>
    public readonly int Count => (71 - System.Numerics.BitOperations.LeadingZeroCount(packed)) / 8;

    /// <summary>The flag that was set as number <paramref name="index"/>, from 0.</summary>
    public readonly ResponseFlag this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return (ResponseFlag)((byte)(packed >> (index * 8)) - 1);
        }
    }

    /// <summary>Sets the flag behind those set before; one that is set already keeps its place.</summary>
    public void Set(ResponseFlag flag)
    {
        var count = Count;
        if (count < Capacity && !Has(flag))
            packed |= ((ulong)flag + 1) << (count * 8);
    }

    /// <summary>Whether the flag is set.</summary>
    public readonly bool Has(ResponseFlag flag)
    {
        for (var rest = packed; rest != 0; rest >>= 8)
        {
            if ((byte)rest == (byte)(flag + 1))
                return true;
        }

        return false;
    }

    /// <summary>Forgets all flags, for example before a retry.</summary>
    public void Clear() => packed = 0;

    /// <inheritdoc/>
    public readonly bool Equals(ResponseFlags other) => packed == other.packed;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ResponseFlags other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => packed.GetHashCode();

    /// <summary>Same flags, set in the same order.</summary>
    public static bool operator ==(ResponseFlags left, ResponseFlags right) => left.Equals(right);

    /// <summary>Other flags, or set in another order.</summary>
    public static bool operator !=(ResponseFlags left, ResponseFlags right) => !left.Equals(right);

    /// <summary>Short forms joined by ","; "-" when there are none, as access logs print it.</summary>
    public override readonly string ToString()
    {
        switch (Count)
        {
            case 0:
                return "-";
            case 1:
                return this[0].Short();
            default:
                var text = new System.Text.StringBuilder();
                for (var i = 0; i < Count; i++)
                    text.Append(i == 0 ? "" : ",").Append(this[i].Short());
                return text.ToString();
        }
    }
}
