namespace Lateen.Proxy.Clusters;

/// <summary>
/// One host's answers, reported by all workers. A run of failures that reaches its length is told to the cluster's <see cref="OutlierDetector"/> on the main loop,
/// which decides; the state of ejection is the detector's alone.
/// </summary>
public sealed class OutlierMonitor
{
    readonly OutlierDetector detector;
    readonly OutlierDetectionConfig config;
    int consecutive5xx;
    int consecutiveGatewayFailures;
    int consecutiveLocalOriginFailures;

    internal OutlierMonitor(OutlierDetector detector, OutlierDetectionConfig config)
    {
        this.detector = detector;
        this.config = config;
    }

    /// <summary>Out of rotation. Main loop only.</summary>
    public bool IsEjected { get; internal set; }

    /// <summary>Ejections that lengthen the next one; sinks while the host does well. Main loop only.</summary>
    internal int EjectionMultiplier { get; set; }

    /// <summary>When it may come back, in the main loop's time. Main loop only.</summary>
    internal long EjectedUntil { get; set; }

    internal OutcomeCounter Answers { get; } = new();

    internal OutcomeCounter LocalOrigin { get; } = new();

    /// <summary>The host has answered.</summary>
    /// <param name="status">The HTTP status, or that of its grpc-status.</param>
    public void ReportStatus(int status)
    {
        var isGood = status < 500;
        Answers.Count(isGood);
        if (isGood)
        {
            Volatile.Write(ref consecutive5xx, 0);
            Volatile.Write(ref consecutiveGatewayFailures, 0);
            return;
        }
        if (status is 502 or 503 or 504) Count(ref consecutiveGatewayFailures, config.ConsecutiveGatewayFailure, OutlierMode.ConsecutiveGatewayFailure);
        else Volatile.Write(ref consecutiveGatewayFailures, 0);
        Count(ref consecutive5xx, config.Consecutive5xx, OutlierMode.Consecutive5xx);
    }

    /// <summary>A connection to the host stands, or was there already.</summary>
    /// <param name="isFinal">No answer will tell more: the connection carries no HTTP.</param>
    public void ReportConnected(bool isFinal)
    {
        if (!config.SplitLocalOriginErrors)
        {
            if (isFinal) ReportStatus(200);
            return;
        }
        LocalOrigin.Count(isGood: true);
        Volatile.Write(ref consecutiveLocalOriginFailures, 0);
    }

    /// <summary>There was no answer: no connection, a reset, or none in time.</summary>
    public void ReportLocalFailure(bool isTimeout)
    {
        if (!config.SplitLocalOriginErrors)
        {
            ReportStatus(isTimeout ? 504 : 503);
            return;
        }
        LocalOrigin.Count(isGood: false);
        Count(ref consecutiveLocalOriginFailures, config.ConsecutiveLocalOriginFailure, OutlierMode.ConsecutiveLocalOriginFailure);
    }

    internal void Restart(OutlierMode mode)
    {
        switch (mode)
        {
            case OutlierMode.Consecutive5xx:
                Volatile.Write(ref consecutive5xx, 0);
                break;
            case OutlierMode.ConsecutiveGatewayFailure:
                Volatile.Write(ref consecutiveGatewayFailures, 0);
                break;
            case OutlierMode.ConsecutiveLocalOriginFailure:
                Volatile.Write(ref consecutiveLocalOriginFailures, 0);
                break;
        }
    }

    // Told once, at the moment when the length is reached: more failures that come before the main loop decides say nothing new.
    void Count(ref int run, uint length, OutlierMode mode)
    {
        if (Interlocked.Increment(ref run) == length) detector.OnDetected(this, mode);
    }
}
