using System.Text;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Config;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests;

/// <summary>Which Secrets and ConfigMaps are served under which names, to whom.</summary>
public sealed class CredentialTests
{
    const string Gateway = "router~10.0.0.9~gateway.default~default.svc.cluster.local";
    const string Identity = "spiffe://cluster.local/ns/default/sa/gateway";

    const string Objects = """
        apiVersion: v1
        kind: Secret
        metadata: {name: tls, namespace: default}
        type: kubernetes.io/tls
        data: {tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5, ca.crt: cm9vdHM=, ca.crl: cmV2b2tlZA==, tls.ocsp-staple: c3RhcGxl}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: generic, namespace: default}
        stringData: {cert: generic certificate, key: generic key, cacert: generic roots, crl: generic revoked}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: split, namespace: default}
        data: {tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: split-cacert, namespace: default}
        data: {ca.crt: cm9vdHM=}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: useless, namespace: default}
        data: {tls.crt: Y2VydGlmaWNhdGU=, tls.key: ""}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: foreign, namespace: other}
        data: {tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5, ca.crt: cm9vdHM=}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: roots, namespace: other}
        data: {ca.crt: roots of a map}
        """;

    [Theory]
    [InlineData("kubernetes://tls", "certificate|key")]
    [InlineData("kubernetes://default/tls", "certificate|key")]
    [InlineData("kubernetes://tls-cacert", "roots|revoked")]
    [InlineData("kubernetes://generic", "generic certificate|generic key")]
    [InlineData("kubernetes://generic-cacert", "generic roots|generic revoked")]
    [InlineData("kubernetes://split", "certificate|key")]
    [InlineData("kubernetes://split-cacert", "roots|")]
    [InlineData("configmap://other/roots-cacert", "roots of a map|")]
    [InlineData("kubernetes://useless", null)]
    [InlineData("kubernetes://useless-cacert", null)]
    [InlineData("kubernetes://missing", null)]
    [InlineData("kubernetes://other/foreign", null)]
    [InlineData("kubernetes://other/foreign-cacert", null)]
    [InlineData("kubernetes-gateway://other/foreign", null)]
    [InlineData("kubernetes://", null)]
    [InlineData("kubernetes:///tls", null)]
    [InlineData("kubernetes://default/", null)]
    [InlineData("kubernetes://default/tls/more", null)]
    [InlineData("configmap://roots", null)]
    [InlineData("default", null)]
    public void Name_means_what_is_in_the_object(string name, string? content)
    {
        using var rig = new PilotRig(Objects);
        using var view = rig.Open(Gateway, [Identity]);

        Assert.Equal(content, Content(view.Find(XdsTypes.Secret, name)));
    }

    [Fact]
    public void Staple_goes_with_its_certificate()
    {
        using var rig = new PilotRig(Objects);
        using var view = rig.Open(Gateway, [Identity]);

        Assert.Equal("staple", view.Find(XdsTypes.Secret, "kubernetes://tls")!.Any.Unpack<Secret>().TlsCertificate.OcspStaple.InlineBytes.ToStringUtf8());
    }

    [Theory]
    [InlineData("spiffe://cluster.local/ns/other/sa/gateway")]
    [InlineData("spiffe://cluster.local/ns/default")]
    [InlineData(null)]
    public void Who_has_not_proved_to_be_of_the_namespace_gets_nothing(string? identity)
    {
        using var rig = new PilotRig(Objects);
        using var view = rig.Open(Gateway, identity is null ? [] : [identity]);

        Assert.Null(view.Find(XdsTypes.Secret, "kubernetes://tls"));
        Assert.Null(view.Find(XdsTypes.Secret, "configmap://other/roots-cacert"));
    }

    [Fact]
    public void Changed_Secret_is_one_delta_of_one_secret_and_a_change_elsewhere_is_none()
    {
        using var rig = new PilotRig(Objects);
        using var view = rig.Open(Gateway, [Identity]);
        view.Subscribe(XdsTypes.Secret, "kubernetes://tls");
        view.Subscribe(XdsTypes.Secret, "kubernetes://generic");
        rig.Change("""
            apiVersion: v1
            kind: Secret
            metadata: {name: split, namespace: default}
            data: {tls.crt: bmV3, tls.key: bmV3}
            """);
        Assert.Empty(view.Advance());

        rig.Change("""
            apiVersion: v1
            kind: Secret
            metadata: {name: tls, namespace: default}
            data: {tls.crt: bmV3, tls.key: bmV3}
            """);
        Assert.Equal("new|new", Content(Assert.Single(Assert.Single(view.Advance()).Changed)));
        rig.Remove(Kinds.Secret, "tls");
        Assert.Equal(["kubernetes://tls"], Assert.Single(view.Advance()).Removed);
    }

    static string? Content(XdsResource? resource) => resource?.Any.Unpack<Secret>() switch
    {
        { TlsCertificate: { } pair } => $"{Text(pair.CertificateChain)}|{Text(pair.PrivateKey)}",
        { ValidationContext: { } context } => $"{Text(context.TrustedCa)}|{Text(context.Crl)}",
        _ => null,
    };

    static string Text(Envoy.Config.Core.V3.DataSource? source) => source is null ? "" : Encoding.UTF8.GetString(source.InlineBytes.Span);
}
