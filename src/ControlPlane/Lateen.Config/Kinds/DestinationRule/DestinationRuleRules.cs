using Google.Protobuf.Collections;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a DestinationRule must be, beyond its schema.</summary>
static class DestinationRuleRules
{
    public static void Check(DestinationRule spec, ObjectReport report)
    {
        if (spec.Host.Length == 0)
            report.Error("spec.host", "spec.host is missing", "name the service that the rule is about");
        else
            SharedRules.CheckHost(spec.Host, "spec.host", report);
        SharedRules.CheckExportTo(spec.ExportTo, "spec.exportTo", report);
        CheckPolicy(spec.TrafficPolicy, "spec.trafficPolicy", report);
        CheckSubsets(spec.Subsets, report);
    }

    static void CheckSubsets(RepeatedField<Subset> subsets, ObjectReport report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < subsets.Count; i++)
        {
            var at = FieldPath.Item("spec.subsets", i);
            if (SharedRules.CheckLabelName(subsets[i].Name, $"{at}.name", report) && !names.Add(subsets[i].Name))
                report.Error($"{at}.name", $"the subset \"{subsets[i].Name}\" is there twice", "give each subset its own name");
            SharedRules.CheckSelector(subsets[i].Labels, $"{at}.labels", report);
            CheckPolicy(subsets[i].TrafficPolicy, $"{at}.trafficPolicy", report);
        }
    }

    static void CheckPolicy(TrafficPolicy? policy, string path, ObjectReport report)
    {
        if (policy is null)
            return;
        CheckPool(policy.ConnectionPool, $"{path}.connectionPool", report);
        CheckTls(policy.Tls, $"{path}.tls", report);
        CheckLoadBalancer(policy.LoadBalancer, $"{path}.loadBalancer", report);
        for (var i = 0; i < policy.PortLevelSettings.Count; i++)
        {
            var (at, port) = (FieldPath.Item($"{path}.portLevelSettings", i), policy.PortLevelSettings[i]);
            SharedRules.CheckPort(port.Port?.Number ?? 0, $"{at}.port.number", report);
            if (port is { ConnectionPool: null, LoadBalancer: null, OutlierDetection: null, Tls: null })
                report.Error(at, $"{at} sets nothing for its port", "set connectionPool, loadBalancer, outlierDetection or tls, or remove it");
            CheckPool(port.ConnectionPool, $"{at}.connectionPool", report);
            CheckTls(port.Tls, $"{at}.tls", report);
            CheckLoadBalancer(port.LoadBalancer, $"{at}.loadBalancer", report);
        }
    }

    static void CheckPool(ConnectionPoolSettings? pool, string path, ObjectReport report)
    {
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
        if (tls.CredentialName.Length > 0 && (tls.ClientCertificate + tls.PrivateKey + tls.CaCertificates).Length > 0)
            report.Error($"{path}.credentialName", $"{path} has both credentialName and files", "keep one of the two");
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual && tls.CredentialName.Length == 0 && (tls.ClientCertificate.Length == 0 || tls.PrivateKey.Length == 0))
            report.Error(path, $"{path}: MUTUAL needs clientCertificate and privateKey, or credentialName");
        if (tls.Mode == ClientTLSSettings.Types.TLSmode.IstioMutual && (tls.ClientCertificate + tls.PrivateKey + tls.CaCertificates + tls.CredentialName).Length > 0)
            report.Error(path, $"{path}: ISTIO_MUTUAL takes the mesh's own certificates", "remove the others");
    }

    static void CheckLoadBalancer(LoadBalancerSettings? settings, string path, ObjectReport report)
    {
        if (settings?.ConsistentHash is { } hash && hash.HashKeyCase == LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.None)
            report.Error($"{path}.consistentHash", $"{path}.consistentHash needs a key", "set one of httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName");
        if (settings is { LocalityLbSetting: not null, ZoneAwareLbSetting: not null })
            report.Error($"{path}.zoneAwareLbSetting", $"{path} can't have both zoneAwareLbSetting and localityLbSetting", "keep one of the two");
    }
}
