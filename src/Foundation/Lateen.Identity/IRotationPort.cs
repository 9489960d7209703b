namespace Lateen.Identity;

/// <summary>What certificate rotation asks of its surroundings. All calls return at once.</summary>
public interface IRotationPort
{
    /// <summary>Sends a signing request to the CA; answered by OnIssued or OnFailed of the rotation.</summary>
    /// <param name="csrPem">PKCS #10 in PEM.</param>
    void Request(string csrPem);

    /// <summary>Asks for a call of OnTimer after a delay; replaces an earlier wish.</summary>
    void WakeAfter(TimeSpan delay);

    /// <summary>A new certificate is in force.</summary>
    void Renewed(WorkloadCertificate certificate);

    /// <summary>An attempt failed and will be repeated. What was in force before stays in force.</summary>
    void Failed(string reason, TimeSpan retryIn);
}
