using Lateen.Core;

namespace Lateen.Pilot.Endpoints;

/// <summary>A running instance, or what is known of one.</summary>
/// <param name="Namespace">Of its pod.</param>
/// <param name="Name">Of what made it: a Deployment's name rather than its pod's.</param>
/// <param name="ServiceAccount">Its identity within the namespace; empty when unknown.</param>
/// <param name="Labels">Of its pod.</param>
/// <param name="Locality">Where it runs.</param>
/// <param name="Cluster">The Kubernetes cluster's id.</param>
public sealed record Workload(string Namespace, string Name, string ServiceAccount, Labels Labels, Locality Locality, string Cluster)
{
    /// <summary>Says whether there is a sidecar that ends TLS: "istio" or "disabled".</summary>
    public const string TlsModeLabel = "security.istio.io/tlsMode";

    /// <summary>Whether a sidecar in front of it ends the mesh's mutual TLS.</summary>
    public bool HasMutualTls { get; init; } = Labels.Get(TlsModeLabel) == "istio";

    /// <summary>service.istio.io/canonical-name, else app.kubernetes.io/name, else app, else the workload's name.</summary>
    public string CanonicalName => First("service.istio.io/canonical-name", "app.kubernetes.io/name", "app") ?? Name;

    /// <summary>service.istio.io/canonical-revision, else app.kubernetes.io/version, else version, else nothing.</summary>
    public string CanonicalRevision => First("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version") ?? "";

    /// <summary>As endpoints carry it: <c>name;namespace;canonical name;canonical revision;cluster</c>.</summary>
    public string Metadata => $"{Name};{Namespace};{CanonicalName};{CanonicalRevision};{Cluster}";

    string? First(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Labels.TryGetValue(key, out var value) && value.Length > 0)
                return value;
        }

        return null;
    }
}
