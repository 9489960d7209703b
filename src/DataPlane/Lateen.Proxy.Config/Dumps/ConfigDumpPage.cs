using Envoy.Admin.V3;
using Envoy.Config.Bootstrap.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Warming;
using ClusterVersion = Lateen.Proxy.Config.Warming.Clusters.Version;
using ListenerVersion = Lateen.Proxy.Config.Warming.Listeners.Version;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>
/// /config_dump in Envoy's shape, which istioctl reads: what arrived, not what was made of it. Private keys are replaced by "[redacted]".
/// </summary>
sealed class ConfigDumpPage(DynamicConfiguration configuration, Bootstrap bootstrap) : IAdminPage
{
    public string Path => "/config_dump";

    public string Help => "dump current configuration; include_eds adds endpoints, resource=FIELD limits it to one repeated field";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        var includeEndpoints = request.Has("include_eds");
        var parts = Parts(includeEndpoints);
        if (request.Value("resource") is { Length: > 0 } resource)
            return AnswerResource(parts, resource);
        var dump = new ConfigDump { Configs = { parts.Select(Any.Pack) } };
        return AdminReply.Json(DumpJson.Write(dump));
    }

    static AdminReply AnswerResource(IEnumerable<IMessage> parts, string resource)
    {
        foreach (var part in parts)
        {
            if (part.Descriptor.FindFieldByName(resource) is not { IsRepeated: true } field)
                continue;
            var elements = ((System.Collections.IEnumerable)field.Accessor.GetValue(part)).OfType<IMessage>();
            return AdminReply.Json(DumpJson.Write(new ConfigDump { Configs = { elements.Select(Any.Pack) } }));
        }

        return new AdminReply(404, $"{resource} not found in config dump\n");
    }

    IReadOnlyList<IMessage> Parts(bool includeEndpoints)
    {
        List<IMessage> parts = [new BootstrapConfigDump { Bootstrap = bootstrap }, ClusterParts()];
        if (includeEndpoints)
            parts.Add(EndpointParts());
        parts.AddRange([ListenerParts(), new ScopedRoutesConfigDump(), RouteParts(), SecretParts()]);
        return parts;
    }

    ClustersConfigDump ClusterParts()
    {
        var dump = new ClustersConfigDump();
        foreach (var (isStatic, active, warming) in configuration.Clusters.All)
        {
            if (isStatic && active is not null)
                dump.StaticClusters.Add(new ClustersConfigDump.Types.StaticCluster { Cluster = Any.Pack(active.Source), LastUpdated = active.Stamp.Time });
            else if (active is not null)
                dump.DynamicActiveClusters.Add(Dynamic(active));
            if (warming is not null)
                dump.DynamicWarmingClusters.Add(Dynamic(warming));
        }

        return dump;
    }

    static ClustersConfigDump.Types.DynamicCluster Dynamic(ClusterVersion version) => new()
    {
        VersionInfo = version.Stamp.Version,
        Cluster = Any.Pack(version.Source),
        LastUpdated = version.Stamp.Time,
    };

    EndpointsConfigDump EndpointParts()
    {
        var dump = new EndpointsConfigDump();
        foreach (var (stamp, assignment) in configuration.Endpoints.All)
        {
            dump.DynamicEndpointConfigs.Add(new EndpointsConfigDump.Types.DynamicEndpointConfig
            {
                VersionInfo = stamp.Version,
                EndpointConfig = Any.Pack(assignment),
                LastUpdated = stamp.Time,
            });
        }

        foreach (var (isStatic, active, _) in configuration.Clusters.All)
        {
            if (isStatic && active?.Source.LoadAssignment is { } assignment)
                dump.StaticEndpointConfigs.Add(new EndpointsConfigDump.Types.StaticEndpointConfig { EndpointConfig = Any.Pack(assignment) });
        }

        return dump;
    }

    ListenersConfigDump ListenerParts()
    {
        var dump = new ListenersConfigDump();
        foreach (var (name, isStatic, active, warming, error) in configuration.Listeners.All)
        {
            if (isStatic && active is not null)
                dump.StaticListeners.Add(new ListenersConfigDump.Types.StaticListener { Listener = Any.Pack(active.Source), LastUpdated = active.Stamp.Time });
            else
                dump.DynamicListeners.Add(Dynamic(name, active, warming, error));
        }

        return dump;
    }

    static ListenersConfigDump.Types.DynamicListener Dynamic(string name, ListenerVersion? active, ListenerVersion? warming, string? error) => new()
    {
        Name = name,
        ActiveState = active is null ? null : State(active),
        WarmingState = warming is null ? null : State(warming),
        ErrorState = error is null ? null : new UpdateFailureState { Details = error },
    };

    static ListenersConfigDump.Types.DynamicListenerState State(ListenerVersion version) => new()
    {
        VersionInfo = version.Stamp.Version,
        Listener = Any.Pack(version.Source),
        LastUpdated = version.Stamp.Time,
    };

    RoutesConfigDump RouteParts()
    {
        var dump = new RoutesConfigDump();
        foreach (var (stamp, source) in configuration.Routes.All)
        {
            dump.DynamicRouteConfigs.Add(new RoutesConfigDump.Types.DynamicRouteConfig
            {
                VersionInfo = stamp.Version,
                RouteConfig = Any.Pack(source),
                LastUpdated = stamp.Time,
            });
        }

        foreach (var inline in InlineRoutes.Of(configuration.Listeners))
            dump.StaticRouteConfigs.Add(new RoutesConfigDump.Types.StaticRouteConfig { RouteConfig = Any.Pack(inline) });
        return dump;
    }

    SecretsConfigDump SecretParts()
    {
        var dump = new SecretsConfigDump();
        foreach (var (name, stamp, value) in configuration.Secrets.All)
        {
            var secret = new SecretsConfigDump.Types.DynamicSecret
            {
                Name = name,
                VersionInfo = value is null ? "uninitialized" : stamp.Version,
                LastUpdated = stamp.Time,
                Secret = Any.Pack(SecretMessages.Of(name, value)),
            };
            (value is null ? dump.DynamicWarmingSecrets : dump.DynamicActiveSecrets).Add(secret);
        }

        return dump;
    }
}
