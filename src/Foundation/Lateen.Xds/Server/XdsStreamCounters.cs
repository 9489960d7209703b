namespace Lateen.Xds.Server;

/// <summary>What happened on one stream. Written by the stream's pump only.</summary>
public sealed class XdsStreamCounters
{
    public long Sent { get; internal set; }

    public long Accepted { get; internal set; }

    public long Rejected { get; internal set; }

    /// <summary>Requests that answered a response older than the last.</summary>
    public long Stale { get; internal set; }
}
