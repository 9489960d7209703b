using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Lateen.Xds;

namespace Lateen.Cli.Discovery;

/// <summary>Counters of the control plane under Istio's names, as Prometheus text.</summary>
internal sealed class DiscoveryMetrics
{
    readonly ConcurrentDictionary<(string Name, string Type), long> counters = new();

    public void Pushed(string typeUrl) => Count("pilot_xds_pushes", typeUrl);

    public void Rejected(string typeUrl) => Count("pilot_total_xds_rejects", typeUrl);

    public void Stale(string typeUrl) => Count("pilot_xds_expired_nonce", typeUrl);

    public void SigningRequested() => Add("citadel_server_csr_count", "");

    public void Signed() => Add("citadel_server_success_cert_issuance_count", "");

    public void SigningFailed() => Add("citadel_server_csr_sign_err_count", "");

    public void AuthenticationFailed() => Add("citadel_server_authentication_failure_count", "");

    public void SecretMissing() => Add("pilot_sds_certificate_errors_total", "");

    public void KeySetFetched(bool succeeded) => Add($"pilot_jwks_resolver_network_fetch_{(succeeded ? "success" : "fail")}_total", "");

    public string Render(int connections)
    {
        var text = new StringBuilder();
        foreach (var family in counters.OrderBy(pair => pair.Key).GroupBy(pair => pair.Key.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Key} counter\n");
            foreach (((string name, string type), long value) in family)
                text.Append(CultureInfo.InvariantCulture, $"{name}{(type.Length > 0 ? $"{{type=\"{type}\"}}" : "")} {value}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"# TYPE pilot_xds gauge\npilot_xds {connections}\n").ToString();
    }

    /// <summary>"cds", "eds" and so on, as Istio labels them.</summary>
    public static string Label(string typeUrl) => typeUrl switch
    {
        XdsTypes.Cluster => "cds",
        XdsTypes.ClusterLoadAssignment => "eds",
        XdsTypes.Listener => "lds",
        XdsTypes.RouteConfiguration => "rds",
        XdsTypes.Secret => "sds",
        XdsTypes.ExtensionConfig => "ecds",
        XdsTypes.NameTable => "nds",
        XdsTypes.ProxyConfig => "pcds",
        _ => "unknown",
    };

    void Count(string name, string typeUrl) => Add(name, Label(typeUrl));

    void Add(string name, string type) => counters.AddOrUpdate((name, type), 1, static (_, count) => count + 1);
}
