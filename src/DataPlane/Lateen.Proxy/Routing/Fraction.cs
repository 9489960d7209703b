namespace Lateen.Proxy.Routing;

/// <summary>A share of all streams: <paramref name="Numerator"/> of <paramref name="Denominator"/> (100, 10,000 or 1,000,000).</summary>
public readonly record struct Fraction(uint Numerator, uint Denominator)
{
    /// <summary>The same stream random value always gives the same answer.</summary>
    public bool Contains(ulong streamRandom) => streamRandom % Denominator < Numerator;
}
