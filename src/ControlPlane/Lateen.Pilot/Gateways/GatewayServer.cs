using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using TlsMode = Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Lateen.Pilot.Gateways;

/// <summary>A server of a Gateway.</summary>
/// <param name="Gateway">The Gateway.</param>
/// <param name="Index">Position in spec.servers.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="ListenPort">The port that the pod listens on, after translation by its Service.</param>
sealed record GatewayServer(GatewayRule Gateway, int Index, PortProtocol Protocol, int ListenPort)
{
    const string AnyAddress = "0.0.0.0";

    public Server Spec => Gateway.Spec.Servers[Index];

    public int DeclaredPort => (int)Spec.Port.Number;

    /// <summary>The address listened on.</summary>
    public string Bind => Spec.Bind.Length > 0 ? Spec.Bind : AnyAddress;

    /// <summary>Whether the proxy sees TLS at all.</summary>
    public bool IsTls => Spec.Tls is { HttpsRedirect: false } && Protocol is PortProtocol.Https or PortProtocol.Tls;

    /// <summary>Whether the proxy ends it.</summary>
    public bool Terminates => IsTls && Spec.Tls.Mode is not (TlsMode.Passthrough or TlsMode.AutoPassthrough);

    /// <summary>Whether requests are seen.</summary>
    public bool IsHttp => Protocol.IsHttp() || Protocol == PortProtocol.Https && Terminates;

    /// <summary>The route configuration of an HTTP server.</summary>
    public string RouteName => Terminates
        ? Core.RouteName.GatewayHttps(DeclaredPort, Spec.Port.Name, Gateway.Object.Name, Gateway.Object.Namespace, Spec.Bind)
        : Core.RouteName.GatewayHttp(ListenPort, Spec.Bind);

    /// <summary>The hosts without the namespaces in front of them.</summary>
    public IEnumerable<string> Hosts => Spec.Hosts.Select(host => host[(host.IndexOf('/') + 1)..]);

    public SourceRef Source => Gateway.Object.At($"spec.servers[{Index}]");

    /// <summary>The hosts among this server's that rules of a namespace may use.</summary>
    public IEnumerable<Hostname> HostsFor(string ruleNamespace)
    {
        foreach (var entry in Spec.Hosts)
        {
            var slash = entry.IndexOf('/');
            var only = slash < 0 ? "*" : entry[..slash];
            if (only == "*" || only == ruleNamespace || only == "." && Gateway.Object.Namespace == ruleNamespace)
                yield return Hostname.Of(entry[(slash + 1)..]);
        }
    }
}
