namespace Lateen.Citadel;

/// <summary>A signed chain (leaf, intermediates, root, one PEM each), or why there is none, in words for the requester.</summary>
public sealed record SigningResult(IReadOnlyList<string> Chain, string? Error)
{
    public static SigningResult Signed(IReadOnlyList<string> chain) => new(chain, null);

    public static SigningResult Refused(string reason) => new([], $"CSR signing error ({reason})");
}
