namespace Lateen.Proxy.Http;

/// <summary>What happens after a filter has seen a head.</summary>
public enum FilterHeadersStatus : byte
{
    /// <summary>The next filter sees it.</summary>
    Continue,

    /// <summary>Later filters wait until the filter continues; this filter still sees body and trailers.</summary>
    StopIteration,

    /// <summary>Later filters wait, and body and trailers are kept unseen until the filter continues. Too big a body is refused (413, 500).</summary>
    StopAllIterationAndBuffer,

    /// <summary>As <see cref="StopAllIterationAndBuffer"/>, but too big a body stops reading from its sender instead.</summary>
    StopAllIterationAndWatermark,
}

/// <summary>What happens after a filter has seen a piece of body.</summary>
public enum FilterDataStatus : byte
{
    /// <summary>The next filter sees it (and the head, if that was stopped here).</summary>
    Continue,

    /// <summary>It is kept until the filter continues. Too big a body is refused (413, 500).</summary>
    StopIterationAndBuffer,

    /// <summary>It is kept until the filter continues; too big a body stops reading from its sender.</summary>
    StopIterationAndWatermark,

    /// <summary>It is dropped: the filter has consumed it.</summary>
    StopIterationNoBuffer,
}

/// <summary>What happens after a filter has seen the trailers.</summary>
public enum FilterTrailersStatus : byte
{
    /// <summary>The next filter sees them.</summary>
    Continue,

    /// <summary>Later filters wait until the filter continues.</summary>
    StopIteration,
}
