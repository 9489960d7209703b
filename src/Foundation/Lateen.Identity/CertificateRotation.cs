using System.Security.Cryptography;
using Lateen.Core;

namespace Lateen.Identity;

/// <summary>
/// Keeps one workload's certificate fresh, without I/O: asks for the first, renews each at half of its life with a new key,
/// repeats failed attempts with back-off. A certificate stays in force until its successor has been checked.
/// </summary>
public sealed class CertificateRotation(SpiffeId identity, IRotationPort port, TimeProvider time, Random random) : IDisposable
{
    readonly FullJitterBackoff backoff = new(random);
    PrivateKey? pendingKey;

    /// <summary>What is in force; null before the first was issued.</summary>
    public WorkloadCertificate? Current { get; private set; }

    /// <summary>Asks for the first certificate.</summary>
    public void Start() => Request();

    /// <summary>The delay of the last WakeAfter has passed.</summary>
    public void OnTimer()
    {
        if (pendingKey is null)
            Request();
    }

    /// <summary>The CA has answered the last request.</summary>
    public void OnIssued(IReadOnlyList<string> chain)
    {
        if (pendingKey is null)
            return;
        try
        {
            Accept(WorkloadCertificate.Check(chain, pendingKey, identity, time.GetUtcNow()));
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            OnFailed(problem.Message);
        }
    }

    /// <summary>The last request failed.</summary>
    public void OnFailed(string reason)
    {
        Forget();
        TimeSpan wait = backoff.Next();
        port.Failed(reason, wait);
        port.WakeAfter(wait);
    }

    public void Dispose() => Forget();

    void Accept(WorkloadCertificate certificate)
    {
        Forget();
        backoff.Reset();
        Current = certificate;
        DateTimeOffset now = time.GetUtcNow();
        TimeSpan wait = RotationSchedule.RenewAt(now, certificate.NotAfter, random) - now;
        port.WakeAfter(wait);
        port.Renewed(certificate);
    }

    void Request()
    {
        Forget();
        pendingKey = PrivateKey.Generate();
        port.Request(SigningRequest.Create(pendingKey, identity));
    }

    void Forget()
    {
        pendingKey?.Dispose();
        pendingKey = null;
    }
}
