using System.Text;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net;
using Lateen.Net.Tests.Tls;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Story.Tests.Rigs;

/// <summary>The agent's secrets: a certificate for one identity and the mesh's roots.</summary>
sealed class StorySecrets(IEventLoop loop, StoryTrust trust, string identity) : IXdsSubscriptions
{
    readonly HashSet<string> asked = [];
    IXdsHandler? handler;
    int version;

    public void Handle(string typeUrl, IXdsHandler owner) => handler = owner;

    public void SubscribeAll(string typeUrl) => throw new NotSupportedException("Secrets are asked for by name.");

    public void Subscribe(string typeUrl, string name)
    {
        asked.Add(name);
        loop.Post(_ => Deliver(name), null);
    }

    /// <summary>Sends anew what was asked for: a new certificate, and the roots as they are now.</summary>
    public void Rotate()
    {
        foreach (var name in asked)
            loop.Post(_ => Deliver(name), null);
    }

    public void Unsubscribe(string typeUrl, string name)
    {
    }

    public void Refresh(string typeUrl, string name) => Subscribe(typeUrl, name);

    void Deliver(string name)
    {
        var secret = name == "ROOTCA" ? Root() : Certificate();
        secret.Name = name;
        var body = new Any { TypeUrl = XdsTypes.Secret, Value = secret.ToByteString() };
        var verdict = handler!.OnUpdate(new XdsUpdate(XdsTypes.Secret, $"{++version}", [new XdsReceived(name, $"{version}", body)], []));
        Assert.True(verdict.IsAccepted, verdict.Error);
    }

    Secret Root() => new() { ValidationContext = new CertificateValidationContext { TrustedCa = Inline(string.Concat(trust.Roots.Select(root => Encoding.ASCII.GetString(root.Pem)))) } };

    Secret Certificate()
    {
        var (chain, key) = trust.Issuer.IssuePem(identity);
        return new Secret { TlsCertificate = new TlsCertificate { CertificateChain = Inline(chain), PrivateKey = Inline(key) } };
    }

    static DataSource Inline(string text) => new() { InlineBytes = ByteString.CopyFromUtf8(text) };
}
