using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.RawBuffer.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Mesh.V1Alpha1;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using Validation = Envoy.Extensions.TransportSockets.Tls.V3.CommonTlsContext.Types.CombinedCertificateValidationContext;

namespace Lateen.Pilot.Parts;

/// <summary>Transport sockets.</summary>
static class TlsContexts
{
    const string TlsSocket = "envoy.transport_sockets.tls", RawSocket = "envoy.transport_sockets.raw_buffer";

    /// <summary>What a mesh server takes up to TLS 1.2, in its order of preference.</summary>
    static readonly ImmutableArray<string> MeshCiphers =
    [
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "AES256-GCM-SHA384", "AES128-GCM-SHA256",
    ];

    /// <summary>No TLS.</summary>
    public static TransportSocket Raw() => Socket(RawSocket, new RawBuffer());

    /// <summary>The mesh's mutual TLS, client side.</summary>
    /// <param name="sni">The name asked for.</param>
    /// <param name="alpn">The protocols offered.</param>
    /// <param name="identities">The SPIFFE ids that the server may have; any of the mesh when empty.</param>
    public static TransportSocket MeshClient(string sni, IEnumerable<string> alpn, IEnumerable<string> identities, Capabilities capabilities)
    {
        var common = new CommonTlsContext { TlsParams = ClientVersions(), CombinedValidationContext = MeshRoots(Exact(identities), capabilities) };
        common.AlpnProtocols.AddRange(alpn);
        common.TlsCertificateSdsSecretConfigs.Add(MeshCertificate());
        return Client(new UpstreamTlsContext { CommonTlsContext = common, Sni = sni });
    }

    /// <summary>TLS that a DestinationRule describes, client side: with files or the system's roots.</summary>
    /// <param name="tls">As the rule says.</param>
    /// <param name="mesh">Whose cipher suites and curves apply.</param>
    /// <param name="names">The names that the server may have; any when empty.</param>
    /// <param name="http2">Whether HTTP/2 is offered.</param>
    /// <param name="capabilities">Of the proxy.</param>
    public static TransportSocket FileClient(
        ClientTLSSettings tls, MeshOptions mesh, IEnumerable<string> names, bool http2, Capabilities capabilities)
    {
        var common = OrdinaryClient(mesh, http2);
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual)
            common.TlsCertificateSdsSecretConfigs.Add(FileSecret(SecretName.FileCertificate(tls.ClientCertificate, tls.PrivateKey)));
        if (tls.InsecureSkipVerify == true)
            common.ValidationContext = new CertificateValidationContext();
        else
            common.CombinedValidationContext = FileRoots(tls.CaCertificates, tls.CaCrl, Exact(names), capabilities);
        return Client(new UpstreamTlsContext { CommonTlsContext = common, Sni = tls.Sni });
    }

    /// <summary>TLS that a DestinationRule describes, client side: with a Secret.</summary>
    /// <inheritdoc cref="FileClient"/>
    public static TransportSocket CredentialClient(
        ClientTLSSettings tls, MeshOptions mesh, IEnumerable<string> names, bool http2, Capabilities capabilities)
    {
        var common = OrdinaryClient(mesh, http2);
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual)
            common.TlsCertificateSdsSecretConfigs.Add(GatewaySecret(tls.CredentialName));
        if (tls.InsecureSkipVerify == true)
            common.ValidationContext = new CertificateValidationContext();
        else
            common.CombinedValidationContext = Roots(GatewaySecret(tls.CredentialName + SecretName.CaSuffix), Exact(names), capabilities);
        return Client(new UpstreamTlsContext { CommonTlsContext = common, Sni = tls.Sni });
    }

    static CommonTlsContext OrdinaryClient(MeshOptions mesh, bool http2)
    {
        var common = new CommonTlsContext { TlsParams = ClientVersions() };
        common.TlsParams.CipherSuites.AddRange(mesh.Config.TlsDefaults?.CipherSuites ?? []);
        common.TlsParams.EcdhCurves.AddRange(mesh.Config.TlsDefaults?.EcdhCurves ?? []);
        if (http2)
            common.AlpnProtocols.Add(Alpn.H2);
        return common;
    }

    /// <summary>The mesh's mutual TLS, server side.</summary>
    /// <param name="mesh">Whose trust domains' members may come.</param>
    /// <param name="alpn">The protocols to choose from.</param>
    public static TransportSocket MeshServer(MeshOptions mesh, IEnumerable<string> alpn, Capabilities capabilities)
    {
        var common = new CommonTlsContext
        {
            TlsParams = ClientVersions(),
            CombinedValidationContext = MeshRoots(mesh.TrustDomainAliases.Prepend(mesh.TrustDomain).Select(domain => new StringMatcher { Prefix = $"{SpiffeId.Prefix}{domain}/" }), capabilities),
        };
        if (mesh.Config.MeshMTLS?.MinProtocolVersion == MeshConfig.Types.TLSConfig.Types.TLSProtocol.Tlsv13)
            common.TlsParams.TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13;
        common.TlsParams.CipherSuites.AddRange(mesh.Config.MeshMTLS is { CipherSuites.Count: > 0 } own ? own.CipherSuites : MeshCiphers);
        common.AlpnProtocols.AddRange(alpn);
        common.TlsCertificateSdsSecretConfigs.Add(MeshCertificate());
        return Server(common, requireClient: true);
    }

    /// <summary>A gateway's TLS.</summary>
    /// <param name="tls">As the Gateway says.</param>
    /// <param name="mesh">Whose defaults apply.</param>
    /// <param name="isHttp">Whether HTTP is inside.</param>
    /// <param name="capabilities">Of the gateway.</param>
    public static TransportSocket GatewayServer(ServerTLSSettings tls, MeshOptions mesh, bool isHttp, Capabilities capabilities)
    {
        var common = new CommonTlsContext();
        var isMesh = tls.Mode == ServerTLSSettings.Types.TLSmode.IstioMutual;
        common.AlpnProtocols.AddRange(isMesh && !isHttp ? Alpn.ServerTcp : Alpn.Gateway);
        common.TlsCertificateSdsSecretConfigs.AddRange(isMesh ? [MeshCertificate()] : GatewayCertificates(tls));
        if (isMesh)
            common.CombinedValidationContext = MeshRoots(Exact(tls.SubjectAltNames), capabilities);
        else if (tls.Mode is ServerTLSSettings.Types.TLSmode.Mutual or ServerTLSSettings.Types.TLSmode.OptionalMutual)
            common.CombinedValidationContext = GatewayRoots(tls, capabilities);
        if (!isMesh && GatewayVersions(tls, mesh) is var versions && !versions.Equals(new TlsParameters()))
            common.TlsParams = versions;
        return Server(common, requireClient: isMesh || tls.Mode == ServerTLSSettings.Types.TLSmode.Mutual);
    }

    static IEnumerable<SdsSecretConfig> GatewayCertificates(ServerTLSSettings tls)
    {
        if (tls.CredentialName.Length > 0)
            return [GatewaySecret(tls.CredentialName)];
        if (tls.CredentialNames.Count > 0)
            return tls.CredentialNames.Select(GatewaySecret);
        return tls.TlsCertificates.Count > 0
            ? tls.TlsCertificates.Select(pair => FileSecret(SecretName.FileCertificate(pair.ServerCertificate, pair.PrivateKey)))
            : [FileSecret(SecretName.FileCertificate(tls.ServerCertificate, tls.PrivateKey))];
    }

    static Validation GatewayRoots(ServerTLSSettings tls, Capabilities capabilities)
    {
        var names = Exact(tls.SubjectAltNames);
        var context = tls switch
        {
            { CaCertCredentialName.Length: > 0 } => Roots(GatewaySecret(tls.CaCertCredentialName), names, capabilities),
            { CredentialName.Length: > 0 } => Roots(GatewaySecret(tls.CredentialName + SecretName.CaSuffix), names, capabilities),
            { CredentialNames.Count: > 0 } => Roots(GatewaySecret(tls.CredentialNames[0] + SecretName.CaSuffix), names, capabilities),
            { TlsCertificates.Count: > 0, CaCertificates.Length: 0 } => MeshRoots(names, capabilities),
            _ => FileRoots(tls.CaCertificates, tls.CaCrl, names, capabilities),
        };
        context.DefaultValidationContext.VerifyCertificateSpki.AddRange(tls.VerifyCertificateSpki);
        context.DefaultValidationContext.VerifyCertificateHash.AddRange(tls.VerifyCertificateHash);
        if (tls.InsecureSkipVerify == true)
            context.DefaultValidationContext.TrustChainVerification = CertificateValidationContext.Types.TrustChainVerification.AcceptUntrusted;
        return context;
    }

    static SdsSecretConfig GatewaySecret(string name)
    {
        if (name.StartsWith(SecretName.BuiltIn, StringComparison.Ordinal))
            return name.EndsWith(SecretName.CaSuffix, StringComparison.Ordinal) ? MeshAuthority() : MeshCertificate();
        // A provider that the mesh does not have is taken for a Secret of that name.
        if (name.StartsWith(SecretName.Provider, StringComparison.Ordinal))
            name = name[SecretName.Provider.Length..];
        return new SdsSecretConfig { Name = name.Contains("://", StringComparison.Ordinal) ? name : SecretName.Kubernetes(name), SdsConfig = ConfigSources.Ads() };
    }

    static TlsParameters GatewayVersions(ServerTLSSettings tls, MeshOptions mesh)
    {
        var defaults = mesh.Config.TlsDefaults ?? new MeshConfig.Types.TLSConfig();
        var parameters = new TlsParameters
        {
            TlsMinimumProtocolVersion = tls.MinProtocolVersion != 0 ? (TlsParameters.Types.TlsProtocol)tls.MinProtocolVersion : Version(defaults.MinProtocolVersion),
            TlsMaximumProtocolVersion = (TlsParameters.Types.TlsProtocol)tls.MaxProtocolVersion,
        };
        parameters.CipherSuites.AddRange((tls.CipherSuites.Count > 0 ? tls.CipherSuites : defaults.CipherSuites).Where(TlsCiphers.All.Contains).Distinct());
        parameters.EcdhCurves.AddRange(defaults.EcdhCurves);
        return parameters;
    }

    /// <summary>The mesh counts versions from 1.2 on, proxies from 1.0.</summary>
    static TlsParameters.Types.TlsProtocol Version(MeshConfig.Types.TLSConfig.Types.TLSProtocol version) => version switch
    {
        MeshConfig.Types.TLSConfig.Types.TLSProtocol.Tlsv12 => TlsParameters.Types.TlsProtocol.Tlsv12,
        MeshConfig.Types.TLSConfig.Types.TLSProtocol.Tlsv13 => TlsParameters.Types.TlsProtocol.Tlsv13,
        _ => TlsParameters.Types.TlsProtocol.TlsAuto,
    };

    static TlsParameters ClientVersions() => new()
    {
        TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12, TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13,
    };

    static SdsSecretConfig MeshCertificate() => new() { Name = SecretName.Workload, SdsConfig = ConfigSources.AgentWaiting() };

    static SdsSecretConfig FileSecret(string name) => new() { Name = name, SdsConfig = ConfigSources.Agent() };

    static Validation MeshRoots(IEnumerable<StringMatcher> names, Capabilities capabilities) =>
        Roots(MeshAuthority(), names, capabilities);

    static SdsSecretConfig MeshAuthority() => new() { Name = SecretName.RootCa, SdsConfig = ConfigSources.AgentWaiting() };

    static Validation FileRoots(string bundle, string revoked, IEnumerable<StringMatcher> names, Capabilities capabilities)
    {
        var roots = Roots(FileSecret(bundle.Length == 0 ? SecretName.SystemRoot : SecretName.FileRoot(bundle)), names, capabilities);
        if (revoked.Length > 0)
            roots.DefaultValidationContext.Crl = new DataSource { Filename = revoked };
        return roots;
    }

    static Validation Roots(SdsSecretConfig roots, IEnumerable<StringMatcher> names, Capabilities capabilities)
    {
        var defaults = new CertificateValidationContext();
        AddNames(defaults, names, capabilities);
        return new Validation { DefaultValidationContext = defaults, ValidationContextSdsSecretConfig = roots };
    }

    /// <summary>The field is old, but it is the one that Istio's proxies of every age know.</summary>
    static void AddNames(CertificateValidationContext context, IEnumerable<StringMatcher> names, Capabilities capabilities)
    {
        if (capabilities.IsUpstream)
        {
            context.MatchTypedSubjectAltNames.AddRange(names.SelectMany(Typed));
            return;
        }

#pragma warning disable CS0612
        context.MatchSubjectAltNames.AddRange(names);
#pragma warning restore CS0612
    }

    /// <summary>A SPIFFE id is a URI; any other name may be a DNS name or a URI.</summary>
    static IEnumerable<SubjectAltNameMatcher> Typed(StringMatcher name)
    {
        if (!(name.Exact + name.Prefix).StartsWith(SpiffeId.Prefix, StringComparison.Ordinal))
            yield return new SubjectAltNameMatcher { SanType = SubjectAltNameMatcher.Types.SanType.Dns, Matcher = name };
        yield return new SubjectAltNameMatcher { SanType = SubjectAltNameMatcher.Types.SanType.Uri, Matcher = name };
    }

    static IEnumerable<StringMatcher> Exact(IEnumerable<string> names) => names.Select(name => new StringMatcher { Exact = name });

    static TransportSocket Client(UpstreamTlsContext context) => Socket(TlsSocket, context);

    static TransportSocket Server(CommonTlsContext common, bool requireClient) =>
        Socket(TlsSocket, new DownstreamTlsContext { CommonTlsContext = common, RequireClientCertificate = requireClient });

    static TransportSocket Socket(string name, IMessage config) => new() { Name = name, TypedConfig = Any.Pack(config) };
}
