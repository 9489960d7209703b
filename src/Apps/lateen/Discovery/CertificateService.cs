using Grpc.Core;
using Istio.V1.Auth;
using Lateen.Citadel;
using Lateen.Core;

namespace Lateen.Cli.Discovery;

/// <summary>Istio's certificate service, on the secure port only.</summary>
internal sealed class CertificateService(DiscoveryContext context, ILogger<CertificateService> log) : IstioCertificateService.IstioCertificateServiceBase
{
    const string Impersonated = "ImpersonatedIdentity";

    public override Task<IstioCertificateResponse> CreateCertificate(IstioCertificateRequest request, ServerCallContext call)
    {
        HttpContext http = call.GetHttpContext();
        if (!http.Request.IsHttps)
            throw Error(StatusCode.Unimplemented, "unknown service istio.v1.auth.IstioCertificateService");
        context.Metrics.SigningRequested();
        SpiffeId identity = Authenticate(request, call, http);
        // The bound keeps the seconds within a TimeSpan; whatever is longer than ten thousand years is too long anyway.
        TimeSpan ttl = TimeSpan.FromSeconds(Math.Clamp(request.ValidityDuration, 0, (long)TimeSpan.FromDays(3_650_000).TotalSeconds));
        SigningResult result = context.Authority.Sign(request.Csr, identity, ttl);
        if (result.Error is not null)
        {
            context.Metrics.SigningFailed();
            log.NotSigned(identity.ToString(), call.Peer, result.Error);
            throw Error(StatusCode.InvalidArgument, result.Error);
        }

        context.Metrics.Signed();
        log.Signed(identity.ToString(), call.Peer);
        return Task.FromResult(new IstioCertificateResponse { CertChain = { result.Chain } });
    }

    SpiffeId Authenticate(IstioCertificateRequest request, ServerCallContext call, HttpContext http)
    {
        if (context.Authenticator.Authenticate(http, out string reason) is not { } credentials)
        {
            context.Metrics.AuthenticationFailed();
            log.NotAuthenticated("CA", call.Peer, reason);
            throw Error(StatusCode.Unauthenticated, "request authenticate failure");
        }

        if (request.Metadata is not null && request.Metadata.Fields.TryGetValue(Impersonated, out var other) && other.StringValue.Length > 0)
            throw Error(StatusCode.Unauthenticated, "request impersonation authentication failure");
        return SpiffeId.TryParse(credentials.Identities[0], out SpiffeId identity)
            ? identity
            : throw Error(StatusCode.Unauthenticated, "request authenticate failure");
    }

    static RpcException Error(StatusCode code, string text) => new(new Status(code, text));
}
