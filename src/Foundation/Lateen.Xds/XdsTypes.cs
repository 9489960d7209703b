namespace Lateen.Xds;

/// <summary>The type URLs of xDS resources and the order in which one push sends them.</summary>
public static class XdsTypes
{
    public const string Prefix = "type.googleapis.com/";
    public const string Cluster = Prefix + "envoy.config.cluster.v3.Cluster";
    public const string ClusterLoadAssignment = Prefix + "envoy.config.endpoint.v3.ClusterLoadAssignment";
    public const string Listener = Prefix + "envoy.config.listener.v3.Listener";
    public const string RouteConfiguration = Prefix + "envoy.config.route.v3.RouteConfiguration";
    public const string Secret = Prefix + "envoy.extensions.transport_sockets.tls.v3.Secret";
    public const string ExtensionConfig = Prefix + "envoy.config.core.v3.TypedExtensionConfig";
    public const string NameTable = Prefix + "istio.networking.nds.v1.NameTable";
    public const string ProxyConfig = Prefix + "istio.mesh.v1alpha1.ProxyConfig";

    /// <summary>What the wildcard subscription is called in a delta request.</summary>
    public const string Wildcard = "*";

    /// <summary>Clusters before their endpoints, both before the listeners and routes that name them.</summary>
    static readonly string[] PushOrder =
        [Cluster, ClusterLoadAssignment, Listener, RouteConfiguration, Secret, ExtensionConfig, NameTable, ProxyConfig];

    /// <summary>Position of a type in a push; types that the order does not name come last.</summary>
    public static int Rank(string typeUrl)
    {
        int index = Array.IndexOf(PushOrder, typeUrl);
        return index < 0 ? PushOrder.Length : index;
    }

    /// <summary>
    /// Whether a state-of-the-world response of this type is the complete set, so that a missing name is a removed
    /// resource. In all other types a response may be partial.
    /// </summary>
    public static bool IsCompleteState(string typeUrl) => typeUrl is Cluster or Listener;

    /// <summary>Whether a first request without names asks for everything (otherwise it asks for nothing).</summary>
    public static bool EmptyMeansAll(string typeUrl) =>
        typeUrl is not (ClusterLoadAssignment or RouteConfiguration or Secret or ExtensionConfig);

    /// <summary>"Cluster" for ".../envoy.config.cluster.v3.Cluster": for logs and metrics.</summary>
    public static string ShortName(string typeUrl) => typeUrl[(typeUrl.LastIndexOf('.') + 1)..];
}
