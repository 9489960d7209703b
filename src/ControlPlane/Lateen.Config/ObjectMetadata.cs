using Lateen.Core;

namespace Lateen.Config;

/// <summary>What Lateen uses of an object's metadata, apart from its identity.</summary>
public sealed record ObjectMetadata
{
    /// <summary>No labels, no annotations, of unknown age.</summary>
    public static readonly ObjectMetadata Empty = new();

    /// <summary>metadata.labels.</summary>
    public Labels Labels { get; init; } = Labels.Empty;

    /// <summary>metadata.annotations.</summary>
    public Labels Annotations { get; init; } = Labels.Empty;

    /// <summary>
    /// metadata.creationTimestamp. Where Istio resolves a conflict, the oldest object wins; an object from a file that says nothing is as old as any.
    /// </summary>
    public DateTimeOffset CreationTimestamp { get; init; }

    /// <summary>The IPv4 address that Istio's controller has written for each host into a ServiceEntry's status.addresses.</summary>
    public Labels Allocated { get; init; } = Labels.Empty;
}
