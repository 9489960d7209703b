namespace Lateen.Proxy.Matching;

/// <summary>
/// A condition on the first occurrence of a query parameter, name and value compared raw (nothing decoded).
/// </summary>
/// <param name="Name">Compared byte for byte.</param>
/// <param name="Value">Null asks only for presence.</param>
public sealed record QueryParameterMatcher(string Name, StringMatcher? Value);
