using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;
using Mode = Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Lateen.Config;

/// <summary>What a Gateway must be, beyond its schema.</summary>
static class GatewayRules
{
    static readonly string[] Protocols = ["GRPC", "GRPC-WEB", "HTTP", "HTTP2", "HTTPS", "MONGO", "MYSQL", "REDIS", "TCP", "TLS"];

    public static void Check(Gateway spec, ObjectReport report)
    {
        foreach (var (key, value) in spec.Selector.Where(label => label.Value.Contains('*')))
            report.Warning(FieldPath.Field("spec.selector", key), $"spec.selector.{key} \"{Quoting.Short(value)}\" is no pattern: it selects nothing", "name the label's exact value");
        if (spec.Servers.Count == 0)
            report.Error("spec.servers", "spec.servers must have at least one server");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Servers.Count; i++)
        {
            var at = FieldPath.Item("spec.servers", i);
            CheckServer(spec.Servers[i], at, report);
            if (spec.Servers[i].Port is { Name.Length: > 0 } port && !names.Add(port.Name))
                report.Error($"{at}.port.name", $"{at}.port.name \"{Quoting.Short(port.Name)}\" is there twice", "give each port of the Gateway its own name");
        }
    }

    static void CheckServer(Server server, string path, ObjectReport report)
    {
        CheckPort(server.Port, $"{path}.port", report);
        if (server.Bind.Length > 0 && !server.Bind.StartsWith("unix://", StringComparison.Ordinal) && !IpText.TryParse(server.Bind, out _))
            report.Error($"{path}.bind", $"{path}.bind must be an IP address, not \"{Quoting.Short(server.Bind)}\"");
        if (server.Hosts.Count == 0)
            report.Error($"{path}.hosts", $"{path}.hosts must name at least one host", "\"*\" takes all");
        for (var i = 0; i < server.Hosts.Count; i++)
            CheckHost(server.Hosts[i], FieldPath.Item($"{path}.hosts", i), report);
        CheckTls(server, path, report);
    }

    static void CheckPort(Port? port, string path, ObjectReport report)
    {
        if (port is null)
        {
            report.Error(path, $"{path} is missing", "add number, name and protocol");
            return;
        }

        SharedRules.CheckPort(port.Number, $"{path}.number", report);
        if (port.Name.Length == 0)
            report.Error($"{path}.name", $"{path}.name is missing");
        if (!Protocols.Contains(port.Protocol.ToUpperInvariant()))
            report.Error($"{path}.protocol", $"{path}.protocol must be one of {string.Join(", ", Protocols)}, not \"{Quoting.Short(port.Protocol)}\"");
    }

    /// <summary><c>[namespace/]host</c>, where the namespace may be "." or "*".</summary>
    static void CheckHost(string text, string path, ObjectReport report)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0 && text[..slash] is not ("." or "*") and var owner)
            SharedRules.CheckLabelName(owner, path, report);
        var host = text[(slash + 1)..];
        if (!Hostname.IsValid(host, out var reason))
            report.Error(path, $"{path}: the host \"{Quoting.Short(host)}\" {reason}");
        else if (host != "*" && !host.Contains('.'))
            report.Error(path, $"{path}: the host \"{host}\" is a short name, which means nothing outside its namespace", "write the name in full");
    }

    static void CheckCertificates(ServerTLSSettings tls, string path, ObjectReport report)
    {
        var files = (tls.ServerCertificate + tls.PrivateKey).Length > 0;
        if (new[] { tls.CredentialName.Length > 0, tls.CredentialNames.Count > 0, tls.TlsCertificates.Count > 0, files }.Count(given => given) > 1)
            report.Error(path, $"{path} names its certificate in several ways", "keep one of credentialName, credentialNames, tlsCertificates and files");
        if (tls.Mode == Mode.IstioMutual && (tls.CredentialName.Length > 0 || files))
            report.Error(path, $"{path}: ISTIO_MUTUAL takes the mesh's own certificates", "remove the others");
        if (tls.Mode == Mode.Mutual && files && tls is { CaCertificates: "", CaCertCredentialName: "" })
            report.Error(path, $"{path}: MUTUAL needs caCertificates to know its clients by");
        if (tls.CredentialNames.Count > 2)
            report.Warning($"{path}.credentialNames", $"{path}.credentialNames may be two: one RSA, one ECDSA");
        for (var i = 0; i < tls.CipherSuites.Count; i++)
        {
            if (!TlsCiphers.All.Contains(tls.CipherSuites[i]))
                report.Warning(FieldPath.Item($"{path}.cipherSuites", i), $"{FieldPath.Item($"{path}.cipherSuites", i)}: nobody knows the cipher suite \"{Quoting.Short(tls.CipherSuites[i])}\"; it is left out");
        }

        if (tls.MinProtocolVersion > tls.MaxProtocolVersion && tls.MaxProtocolVersion != ServerTLSSettings.Types.TLSProtocol.TlsAuto)
            report.Warning($"{path}.minProtocolVersion", $"{path}.minProtocolVersion is above maxProtocolVersion, so no client can connect");
    }

    static void CheckTls(Server server, string path, ObjectReport report)
    {
        var isTls = server.Port?.Protocol.ToUpperInvariant() is "HTTPS" or "TLS";
        if (server.Tls is not { } tls)
        {
            if (isTls)
                report.Error($"{path}.tls", $"{path}.tls is missing: port {server.Port!.Number} is {server.Port.Protocol}", "set tls.mode, and tls.credentialName unless it passes TLS through");
            return;
        }

        if (!isTls && tls.Mode is not Mode.Passthrough)
            report.Error($"{path}.tls", $"{path}.tls has no place on a {server.Port?.Protocol} port", "use protocol HTTPS or TLS; plaintext ports may set tls.httpsRedirect only");
        if (isTls && tls.HttpsRedirect)
            report.Error($"{path}.tls.httpsRedirect", $"{path}.tls.httpsRedirect belongs on a plaintext HTTP port");
        var hasCredential = tls.CredentialName.Length > 0 || tls.CredentialNames.Count > 0 || tls.TlsCertificates.Count > 0
            || tls is { ServerCertificate.Length: > 0, PrivateKey.Length: > 0 };
        if (isTls && tls.Mode is Mode.Simple or Mode.Mutual or Mode.OptionalMutual && !hasCredential)
            report.Error($"{path}.tls", $"{path}.tls: {tls.Mode.ToString().ToUpperInvariant()} needs a certificate", "set credentialName, or serverCertificate and privateKey");
        CheckCertificates(tls, $"{path}.tls", report);
        if (tls.HttpsRedirect && !isTls && server.Port?.Protocol.ToUpperInvariant() is not ("HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB"))
            report.Error($"{path}.tls.httpsRedirect", $"{path}.tls.httpsRedirect belongs on a plaintext HTTP port");
    }
}
