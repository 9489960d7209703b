using System.Security.Authentication;
using Grpc.Core;
using Istio.V1.Auth;
using Lateen.Agent.Options;
using Lateen.Identity;

namespace Lateen.Agent.Certificates;

/// <summary>Has signing requests signed by Istio's certificate service (istio.v1.auth.IstioCertificateService).</summary>
sealed class CaClient(AgentOptions options)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    readonly DiscoveryChannel channels = new(options);

    /// <summary>Leaf, intermediates, root; one PEM an entry.</summary>
    /// <exception cref="CaException">It was refused or could not be asked; the message says why and what to look at.</exception>
    internal async Task<IReadOnlyList<string>> SignAsync(string csrPem, WorkloadCertificate? current, CancellationToken cancellation)
    {
        try
        {
            using var channel = channels.Open(options.CaAddress, current);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Deadline);
            var client = new IstioCertificateService.IstioCertificateServiceClient(channel);
            var request = new IstioCertificateRequest { Csr = csrPem, ValidityDuration = (long)options.CertificateLife.TotalSeconds };
            var response = await client.CreateCertificateAsync(request, channels.Headers(current), cancellationToken: limit.Token);
            return response.CertChain;
        }
        catch (RpcException refused)
        {
            throw new CaException(Explain(refused), refused);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new CaException($"the root certificate or the token cannot be read: {problem.Message}", problem);
        }
    }

    string Explain(RpcException refused) => refused.StatusCode switch
    {
        _ when refused.Status.DebugException?.InnerException is AuthenticationException wrong =>
            $"the CA at {options.CaAddress} is not trusted to be {options.DiscoveryName} by the roots of {options.RootCertificateFile}: {wrong.Message}",
        StatusCode.Unauthenticated => $"the CA at {options.CaAddress} refused the token of {options.TokenFile}: {refused.Status.Detail}",
        StatusCode.Unavailable => $"the CA at {options.CaAddress} cannot be reached: {refused.Status.Detail}",
        StatusCode.Cancelled or StatusCode.DeadlineExceeded => $"the CA at {options.CaAddress} did not answer within {Deadline.TotalSeconds} s",
        _ => $"the CA at {options.CaAddress} answered {refused.StatusCode}: {refused.Status.Detail}",
    };
}
