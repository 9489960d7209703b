namespace Lateen.Xds.Client;

/// <summary>The owner's judgement of an update: accepted, or rejected for reasons that travel in error_detail.</summary>
public readonly record struct XdsVerdict(string? Error)
{
    public static readonly XdsVerdict Accepted = new(null);

    public bool IsAccepted => Error is null;

    /// <summary>Rejects; <paramref name="reasons"/> names every failed resource and why, one a line.</summary>
    public static XdsVerdict Rejected(string reasons) => new(reasons);
}
