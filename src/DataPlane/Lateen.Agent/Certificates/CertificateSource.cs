using Lateen.Agent.Options;
using Lateen.Identity;

namespace Lateen.Agent.Certificates;

/// <summary>
/// The workload's certificate, always fresh: drives <see cref="CertificateRotation"/> with timers and the CA. What is in force stays so
/// until its successor has been checked, however long the CA is away.
/// </summary>
public sealed class CertificateSource : IRotationPort, IAsyncDisposable
{
    readonly Lock gate = new();
    readonly CancellationTokenSource stopping = new();
    readonly CertificateRotation rotation;
    readonly CaClient authority;
    readonly TimeProvider time;
    readonly ITimer timer;
    readonly Action<string> log;
    TaskCompletionSource<WorkloadCertificate> next = NewSignal();
    Task signing = Task.CompletedTask;

    /// <param name="options">Whose certificate, and where the CA is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter of renewals and back-off.</param>
    /// <param name="log">Takes one line at a time.</param>
    public CertificateSource(AgentOptions options, TimeProvider time, Random random, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.log = log;
        this.time = time;
        authority = new CaClient(options);
        timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        rotation = new CertificateRotation(options.Identity, this, time, random);
    }

    /// <summary>What is in force; null before the first was issued. Raised by <see cref="Changed"/>.</summary>
    public WorkloadCertificate? Current
    {
        get
        {
            lock (gate)
                return rotation.Current;
        }
    }

    /// <summary>A new certificate is in force. Raised one at a time on any thread; handlers return at once.</summary>
    public event Action<WorkloadCertificate>? Changed;

    /// <summary>Asks for the first certificate.</summary>
    public void Start()
    {
        lock (gate)
            rotation.Start();
    }

    /// <summary>The certificate in force once it is another than the one known; at once if it already is.</summary>
    public Task<WorkloadCertificate> NextAsync(WorkloadCertificate? known, CancellationToken cancellation)
    {
        lock (gate)
            return rotation.Current is { } current && current != known
                ? Task.FromResult(current)
                : next.Task.WaitAsync(cancellation);
    }

    void IRotationPort.Request(string csrPem) => signing = SignAsync(csrPem, rotation.Current);

    void IRotationPort.WakeAfter(TimeSpan delay) =>
        timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    void IRotationPort.Renewed(WorkloadCertificate certificate)
    {
        log($"certificate of the workload is in force until {certificate.NotAfter:O}");
        var signal = next;
        next = NewSignal();
        signal.SetResult(certificate);
        Changed?.Invoke(certificate);
    }

    void IRotationPort.Failed(string reason, TimeSpan retryIn) =>
        log($"no certificate: {reason}; asking again in {retryIn.TotalSeconds:F1} s");

    /// <summary>Stops renewing.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await timer.DisposeAsync();
        await signing;
        lock (gate)
            rotation.Dispose();
        stopping.Dispose();
    }

    void OnTimer()
    {
        lock (gate)
            if (!stopping.IsCancellationRequested)
                rotation.OnTimer();
    }

    async Task SignAsync(string csrPem, WorkloadCertificate? current)
    {
        try
        {
            // Not inside the caller's lock.
            await Task.Yield();
            // An expired certificate proves nothing; the token may.
            var shown = current is not null && current.NotAfter > time.GetUtcNow() ? current : null;
            var chain = await authority.SignAsync(csrPem, shown, stopping.Token);
            lock (gate)
                rotation.OnIssued(chain);
        }
        catch (CaException refused)
        {
            lock (gate)
                if (!stopping.IsCancellationRequested)
                    rotation.OnFailed(refused.Message);
        }
    }

    static TaskCompletionSource<WorkloadCertificate> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
