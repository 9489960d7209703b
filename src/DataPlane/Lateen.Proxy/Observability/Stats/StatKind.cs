namespace Lateen.Proxy.Observability.Stats;

/// <summary>The three kinds of statistics.</summary>
public enum StatKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}
