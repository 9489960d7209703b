using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Admin;

/// <summary>/clusters: every cluster with its bounds and hosts, as text or (<c>?format=json</c>) as envoy.admin.v3.Clusters.</summary>
/// <param name="clusters">What the proxy has at present.</param>
public sealed class ClustersPage(Func<IEnumerable<ClusterSnapshot>> clusters) : IAdminPage
{
    public string Path => "/clusters";

    public string Help => "upstream cluster status";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        var sorted = clusters().OrderBy(cluster => cluster.Cluster.Name, StringComparer.Ordinal);
        return request.Value("format") switch
        {
            "json" => AdminReply.Json(ClustersJson.Write(sorted)),
            null or "text" => AdminReply.Text(ClustersText.Write(sorted)),
            var other => AdminReply.BadRequest($"usage: /clusters?format=text|json, not {other}"),
        };
    }
}
