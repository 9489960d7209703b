namespace Lateen.Local.Manifests;

/// <summary>What a pod's proxy is for.</summary>
internal enum ProxyRole
{
    /// <summary>No proxy: the pod is outside the mesh.</summary>
    None,

    /// <summary>Beside an application, whose traffic it captures.</summary>
    Sidecar,

    /// <summary>In place of an application: a gateway.</summary>
    Router,
}

/// <summary>Decides who gets a proxy, as Istio's injection webhook does.</summary>
internal static class Injection
{
    const string InjectLabel = "sidecar.istio.io/inject";
    const string TemplatesAnnotation = "inject.istio.io/templates";

    /// <summary>A pod's own label or annotation counts; without one, the label of its namespace.</summary>
    public static ProxyRole RoleOf(Workload workload, MeshManifest manifest)
    {
        var metadata = workload.Template.Metadata;
        var own = metadata?.Labels?.TryGetValue(InjectLabel, out var label) == true ? label
            : metadata?.Annotations?.TryGetValue(InjectLabel, out var annotation) == true ? annotation : null;
        if (!(own is null ? IsEnabledIn(manifest.LabelsOf(workload.Namespace)) : own == "true"))
            return ProxyRole.None;
        var isGateway = metadata?.Annotations?.TryGetValue(TemplatesAnnotation, out var templates) == true
            && templates.Split(',', StringSplitOptions.TrimEntries).Contains("gateway");
        return isGateway ? ProxyRole.Router : ProxyRole.Sidecar;
    }

    static bool IsEnabledIn(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue("istio-injection", out var injection) ? injection == "enabled" : labels.ContainsKey("istio.io/rev");
}
