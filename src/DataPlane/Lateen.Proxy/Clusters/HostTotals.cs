namespace Lateen.Proxy.Clusters;

/// <summary>What a host has done since it is known; for the admin endpoint and outlier detection.</summary>
public sealed class HostTotals
{
    long connections;
    long connectFailures;
    long requests;
    long successes;
    long errors;
    long timeouts;

    public long Connections => Volatile.Read(ref connections);

    public long ConnectFailures => Volatile.Read(ref connectFailures);

    public long Requests => Volatile.Read(ref requests);

    /// <summary>Responses below 500.</summary>
    public long Successes => Volatile.Read(ref successes);

    /// <summary>Responses of 500 and above, and resets.</summary>
    public long Errors => Volatile.Read(ref errors);

    public long Timeouts => Volatile.Read(ref timeouts);

    public void AddConnection() => Interlocked.Increment(ref connections);

    public void AddConnectFailure() => Interlocked.Increment(ref connectFailures);

    public void AddRequest() => Interlocked.Increment(ref requests);

    public void AddSuccess() => Interlocked.Increment(ref successes);

    public void AddError() => Interlocked.Increment(ref errors);

    public void AddTimeout() => Interlocked.Increment(ref timeouts);
}
