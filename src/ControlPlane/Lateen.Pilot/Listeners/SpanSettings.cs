using Envoy.Type.Metadata.V3;
using Envoy.Type.Tracing.V3;
using Envoy.Type.V3;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using Tracing = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;

namespace Lateen.Pilot.Listeners;

/// <summary>Which requests are traced, and what their spans say of the proxy.</summary>
static class SpanSettings
{
    const double DefaultSampling = 1;
    const string RbacFilter = "envoy.filters.http.rbac";

    /// <summary>Null when the mesh wants none.</summary>
    public static Tracing? Of(ClientIdentity identity, MeshOptions mesh)
    {
        if (!mesh.Config.EnableTracing)
            return null;
        var settings = mesh.Proxy.Tracing;
        var tracing = new Tracing
        {
            ClientSampling = new Percent { Value = 100 }, OverallSampling = new Percent { Value = 100 },
            RandomSampling = new Percent { Value = settings is { Sampling: > 0 } ? settings.Sampling : DefaultSampling },
        };
        if (settings is { MaxPathTagLength: > 0 })
            tracing.MaxPathTagLength = settings.MaxPathTagLength;
        foreach (var (tag, value) in (settings?.CustomTags ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            tracing.CustomTags.Add(Custom(tag, value));
        foreach (var effect in new[] { "allow", "deny" })
        {
            tracing.CustomTags.Add(DryRun($"istio.authorization.dry_run.{effect}_policy.name", $"istio_dry_run_{effect}_shadow_effective_policy_id"));
            tracing.CustomTags.Add(DryRun($"istio.authorization.dry_run.{effect}_policy.result", $"istio_dry_run_{effect}_shadow_engine_result"));
        }

        tracing.CustomTags.Add(Literal("istio.canonical_revision", identity.CanonicalRevision));
        tracing.CustomTags.Add(Literal("istio.canonical_service", identity.CanonicalService));
        if (identity.Cluster.Length > 0)
            tracing.CustomTags.Add(Literal("istio.cluster_id", identity.Cluster));
        if (identity.Mesh.Length > 0)
            tracing.CustomTags.Add(Literal("istio.mesh_id", identity.Mesh));
        tracing.CustomTags.Add(Literal("istio.namespace", identity.Namespace));
        return tracing;
    }

    static CustomTag Custom(string tag, Istio.Mesh.V1Alpha1.Tracing.Types.CustomTag wanted) => wanted.TypeCase switch
    {
        Istio.Mesh.V1Alpha1.Tracing.Types.CustomTag.TypeOneofCase.Header => new CustomTag
        {
            Tag = tag, RequestHeader = new CustomTag.Types.Header { Name = wanted.Header.Name, DefaultValue = wanted.Header.DefaultValue },
        },
        Istio.Mesh.V1Alpha1.Tracing.Types.CustomTag.TypeOneofCase.Environment => new CustomTag
        {
            Tag = tag, Environment = new CustomTag.Types.Environment { Name = wanted.Environment.Name, DefaultValue = wanted.Environment.DefaultValue },
        },
        _ => Literal(tag, wanted.Literal?.Value ?? ""),
    };

    static CustomTag Literal(string tag, string value) => new() { Tag = tag, Literal = new CustomTag.Types.Literal { Value = value } };

    static CustomTag DryRun(string tag, string key) => new()
    {
        Tag = tag,
        Metadata = new CustomTag.Types.Metadata
        {
            Kind = new MetadataKind { Request = new MetadataKind.Types.Request() },
            MetadataKey = new MetadataKey { Key = RbacFilter, Path = { new MetadataKey.Types.PathSegment { Key = key } } },
        },
    };
}
