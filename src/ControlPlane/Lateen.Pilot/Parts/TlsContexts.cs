using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.RawBuffer.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Proxies;
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
    public static TransportSocket FileClient(ClientTLSSettings tls, bool http2, Capabilities capabilities)
    {
        var common = new CommonTlsContext { TlsParams = ClientVersions() };
        if (http2)
            common.AlpnProtocols.Add(Alpn.H2);
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual)
            common.TlsCertificateSdsSecretConfigs.Add(FileSecret(SecretName.FileCertificate(tls.ClientCertificate, tls.PrivateKey)));
        if (tls.InsecureSkipVerify == true)
            common.ValidationContext = new CertificateValidationContext();
        else
            common.CombinedValidationContext = FileRoots(tls.CaCertificates, Exact(tls.SubjectAltNames), capabilities);
        return Client(new UpstreamTlsContext { CommonTlsContext = common, Sni = tls.Sni });
    }

    /// <summary>The mesh's mutual TLS, server side.</summary>
    /// <param name="alpn">The protocols to choose from.</param>
    /// <param name="trustDomains">The trust domains whose members may come.</param>
    public static TransportSocket MeshServer(IEnumerable<string> alpn, IEnumerable<string> trustDomains, Capabilities capabilities)
    {
        var common = new CommonTlsContext
        {
            TlsParams = ClientVersions(),
            CombinedValidationContext = MeshRoots(trustDomains.Select(domain => new StringMatcher { Prefix = $"{SpiffeId.Prefix}{domain}/" }), capabilities),
        };
        common.TlsParams.CipherSuites.AddRange(MeshCiphers);
        common.AlpnProtocols.AddRange(alpn);
        common.TlsCertificateSdsSecretConfigs.Add(MeshCertificate());
        return Server(common, requireClient: true);
    }

    /// <summary>A gateway's TLS.</summary>
    /// <param name="tls">As the Gateway says.</param>
    /// <param name="isHttp">Whether HTTP is inside.</param>
    /// <param name="capabilities">Of the gateway.</param>
    public static TransportSocket GatewayServer(ServerTLSSettings tls, bool isHttp, Capabilities capabilities)
    {
        var common = new CommonTlsContext();
        common.AlpnProtocols.AddRange(isHttp ? Alpn.Gateway.Where(protocol => capabilities.Http2 || protocol != Alpn.H2) : []);
        var isMesh = tls.Mode == ServerTLSSettings.Types.TLSmode.IstioMutual;
        if (!isHttp && isMesh)
            common.AlpnProtocols.AddRange(Alpn.ServerTcp);
        common.TlsCertificateSdsSecretConfigs.AddRange(isMesh ? [MeshCertificate()] : GatewayCertificates(tls));
        if (isMesh)
            common.CombinedValidationContext = MeshRoots(Exact(tls.SubjectAltNames), capabilities);
        else if (tls.Mode is ServerTLSSettings.Types.TLSmode.Mutual or ServerTLSSettings.Types.TLSmode.OptionalMutual)
            common.CombinedValidationContext = GatewayRoots(tls, capabilities);
        if (tls.MinProtocolVersion != 0 || tls.MaxProtocolVersion != 0 || tls.CipherSuites.Count > 0)
            common.TlsParams = GatewayVersions(tls);
        return Server(common, requireClient: isMesh || tls.Mode == ServerTLSSettings.Types.TLSmode.Mutual);
    }

    static IEnumerable<SdsSecretConfig> GatewayCertificates(ServerTLSSettings tls)
    {
        if (tls.CredentialName.Length > 0)
            return [GatewaySecret(tls.CredentialName)];
        return tls.CredentialNames.Count > 0
            ? tls.CredentialNames.Select(GatewaySecret)
            : [FileSecret(SecretName.FileCertificate(tls.ServerCertificate, tls.PrivateKey))];
    }

    static Validation GatewayRoots(ServerTLSSettings tls, Capabilities capabilities)
    {
        if (tls.CredentialName.Length == 0 && tls.CaCertCredentialName.Length == 0)
            return FileRoots(tls.CaCertificates, Exact(tls.SubjectAltNames), capabilities);
        var context = new Validation { DefaultValidationContext = new CertificateValidationContext() };
        AddNames(context.DefaultValidationContext, Exact(tls.SubjectAltNames), capabilities);
        var name = tls.CaCertCredentialName.Length > 0 ? tls.CaCertCredentialName : tls.CredentialName;
        context.ValidationContextSdsSecretConfig = GatewaySecret(name + SecretName.CaSuffix);
        return context;
    }

    static SdsSecretConfig GatewaySecret(string name) => new()
    {
        Name = name.Contains("://", StringComparison.Ordinal) ? name : SecretName.Kubernetes(name), SdsConfig = ConfigSources.Ads(),
    };

    static TlsParameters GatewayVersions(ServerTLSSettings tls)
    {
        var parameters = new TlsParameters
        {
            TlsMinimumProtocolVersion = (TlsParameters.Types.TlsProtocol)tls.MinProtocolVersion,
            TlsMaximumProtocolVersion = (TlsParameters.Types.TlsProtocol)tls.MaxProtocolVersion,
        };
        parameters.CipherSuites.AddRange(tls.CipherSuites.Distinct());
        return parameters;
    }

    static TlsParameters ClientVersions() => new()
    {
        TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12, TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13,
    };

    static SdsSecretConfig MeshCertificate() => new() { Name = SecretName.Workload, SdsConfig = ConfigSources.AgentWaiting() };

    static SdsSecretConfig FileSecret(string name) => new() { Name = name, SdsConfig = ConfigSources.Agent() };

    static Validation MeshRoots(IEnumerable<StringMatcher> names, Capabilities capabilities) =>
        Roots(new SdsSecretConfig { Name = SecretName.RootCa, SdsConfig = ConfigSources.AgentWaiting() }, names, capabilities);

    static Validation FileRoots(string bundle, IEnumerable<StringMatcher> names, Capabilities capabilities) =>
        Roots(FileSecret(bundle.Length == 0 ? SecretName.SystemRoot : SecretName.FileRoot(bundle)), names, capabilities);

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
