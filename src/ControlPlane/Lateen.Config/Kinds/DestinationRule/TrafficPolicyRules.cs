using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a traffic policy must be, beyond its schema.</summary>
static class TrafficPolicyRules
{
    public static void Check(TrafficPolicy? policy, string path, ObjectReport report)
    {
        if (policy is null)
            return;
        if (policy.CalculateSize() == 0)
            report.Error(path, $"{path} sets nothing", "set something, or remove it");
        OutlierDetectionRules.Check(policy.OutlierDetection, $"{path}.outlierDetection", report);
        CheckTunnel(policy.Tunnel, $"{path}.tunnel", report);
        CheckPool(policy.ConnectionPool, $"{path}.connectionPool", report);
        CheckTls(policy.Tls, $"{path}.tls", report);
        LoadBalancerRules.Check(policy.LoadBalancer, $"{path}.loadBalancer", report);
        for (var i = 0; i < policy.PortLevelSettings.Count; i++)
        {
            var (at, port) = (FieldPath.Item($"{path}.portLevelSettings", i), policy.PortLevelSettings[i]);
            SharedRules.CheckPort(port.Port?.Number ?? 0, $"{at}.port.number", report);
            if (port is { ConnectionPool: null, LoadBalancer: null, OutlierDetection: null, Tls: null })
                report.Error(at, $"{at} sets nothing for its port", "set connectionPool, loadBalancer, outlierDetection or tls, or remove it");
            OutlierDetectionRules.Check(port.OutlierDetection, $"{at}.outlierDetection", report);
            CheckPool(port.ConnectionPool, $"{at}.connectionPool", report);
            CheckTls(port.Tls, $"{at}.tls", report);
            LoadBalancerRules.Check(port.LoadBalancer, $"{at}.loadBalancer", report);
        }
    }

    static void CheckPool(ConnectionPoolSettings? pool, string path, ObjectReport report)
    {
        if (pool is { Http: null, Tcp: null })
            report.Error(path, $"{path} sets nothing", "set tcp or http, or remove it");
        if (pool?.Tcp is { } tcp)
        {
            SharedRules.CheckNotNegative(tcp.MaxConnections, $"{path}.tcp.maxConnections", report);
            SharedRules.CheckTimeout(tcp.ConnectTimeout, $"{path}.tcp.connectTimeout", report);
            SharedRules.CheckTimeout(tcp.MaxConnectionDuration, $"{path}.tcp.maxConnectionDuration", report);
        }

        if (pool?.Http is not { } http)
            return;
        SharedRules.CheckNotNegative(http.Http1MaxPendingRequests, $"{path}.http.http1MaxPendingRequests", report);
        SharedRules.CheckNotNegative(http.Http2MaxRequests, $"{path}.http.http2MaxRequests", report);
        SharedRules.CheckNotNegative(http.MaxRequestsPerConnection, $"{path}.http.maxRequestsPerConnection", report);
        SharedRules.CheckNotNegative(http.MaxRetries, $"{path}.http.maxRetries", report);
        SharedRules.CheckNotNegative(http.MaxConcurrentStreams, $"{path}.http.maxConcurrentStreams", report);
        SharedRules.CheckTimeout(http.IdleTimeout, $"{path}.http.idleTimeout", report);
        if (http.UseClientProtocol && http.H2UpgradePolicy == ConnectionPoolSettings.Types.HTTPSettings.Types.H2UpgradePolicy.Upgrade)
            report.Error($"{path}.http.useClientProtocol", $"{path}.http can't both use the client's protocol and upgrade to HTTP/2", "keep one of the two");
    }

    static void CheckTls(ClientTLSSettings? tls, string path, ObjectReport report)
    {
        if (tls is null)
            return;
        if (tls.InsecureSkipVerify == true && (tls.CaCertificates + tls.CredentialName).Length + tls.SubjectAltNames.Count > 0)
            report.Error($"{path}.insecureSkipVerify", $"{path} says how to verify the server, and not to", "remove insecureSkipVerify, or the others");
        if (tls.CredentialName.Length > 0 && (tls.ClientCertificate + tls.PrivateKey + tls.CaCertificates + tls.CaCrl).Length > 0)
            report.Error($"{path}.credentialName", $"{path} has both credentialName and files", "keep one of the two");
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual && tls.CredentialName.Length == 0 && (tls.ClientCertificate.Length == 0 || tls.PrivateKey.Length == 0))
            report.Error(path, $"{path}: MUTUAL needs clientCertificate and privateKey, or credentialName");
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.IstioMutual && (tls.ClientCertificate + tls.PrivateKey + tls.CaCertificates + tls.CredentialName).Length > 0)
            report.Warning(path, $"{path}: ISTIO_MUTUAL takes the mesh's own certificates", "remove the others");
    }

    static void CheckTunnel(TrafficPolicy.Types.TunnelSettings? tunnel, string path, ObjectReport report)
    {
        if (tunnel is null)
            return;
        if (tunnel.Protocol is not ("" or "CONNECT" or "POST"))
            report.Error($"{path}.protocol", $"{path}.protocol must be CONNECT or POST, not \"{Quoting.Short(tunnel.Protocol)}\"");
        if (tunnel.TargetHost.Length == 0)
            report.Error(path, $"{path}.targetHost is missing");
        else
            SharedRules.CheckHost(tunnel.TargetHost, $"{path}.targetHost", report);
        SharedRules.CheckPort(tunnel.TargetPort, $"{path}.targetPort", report);
    }
}
