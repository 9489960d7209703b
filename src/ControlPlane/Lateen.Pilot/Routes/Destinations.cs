using Google.Protobuf.Collections;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using HashPolicy = Envoy.Config.Route.V3.RouteAction.Types.HashPolicy;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Routes;

/// <summary>A rule's destination as a cluster.</summary>
static class Destinations
{
    const string Unknown = "UnknownService";

    /// <summary>
    /// The cluster of a destination. Without a port a sidecar means the listener's own; a gateway means the service's only port, if it has just one.
    /// A service that nobody knows gives the name of a cluster that does not exist.
    /// </summary>
    public static ClusterName Cluster(in RouteContext context, string ruleNamespace, Destination destination)
    {
        var host = Hostname.Resolve(destination.Host, ruleNamespace, context.View.Mesh.DomainSuffix);
        return ClusterName.Outbound(Port(context, host, destination), host.IsEmpty ? Unknown : host.Value, destination.Subset);
    }

    /// <summary>The traffic policy towards a cluster.</summary>
    public static EffectivePolicy Policy(in RouteContext context, ClusterName cluster) =>
        context.View.Find(Hostname.Of(cluster.Host)) is { } service
            ? EffectivePolicy.Of(context.View.Rules(service), cluster.Subset, cluster.Port)
            : EffectivePolicy.None;

    /// <summary>Appends what requests to a cluster are hashed by. True when they are.</summary>
    public static bool AppendHashPolicy(RepeatedField<HashPolicy> into, in RouteContext context, ClusterName cluster)
    {
        if (context.View.Find(Hostname.Of(cluster.Host)) is not { } service
            || EffectivePolicy.HashOf(context.View.Rules(service), cluster.Subset, cluster.Port) is not { } hash || Of(hash) is not { } found)
        {
            return false;
        }

        into.Add(found);
        return true;
    }

    static int Port(in RouteContext context, Hostname host, Destination destination)
    {
        if (destination.Port is { Number: > 0 } port)
            return (int)port.Number;
        if (!context.IsMesh && context.View.Find(host) is { Ports: [var only] })
            return only.Number;
        return context.ListenPort;
    }

    static HashPolicy? Of(LoadBalancerSettings.Types.ConsistentHashLB hash) => hash.HashKeyCase switch
    {
        LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.HttpHeaderName =>
            new HashPolicy { Header = new HashPolicy.Types.Header { HeaderName = hash.HttpHeaderName } },
        LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.HttpCookie => new HashPolicy { Cookie = Cookie(hash.HttpCookie) },
        LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.UseSourceIp =>
            new HashPolicy { ConnectionProperties = new HashPolicy.Types.ConnectionProperties { SourceIp = hash.UseSourceIp } },
        LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.HttpQueryParameterName =>
            new HashPolicy { QueryParameter = new HashPolicy.Types.QueryParameter { Name = hash.HttpQueryParameterName } },
        _ => null,
    };

    static HashPolicy.Types.Cookie Cookie(LoadBalancerSettings.Types.ConsistentHashLB.Types.HTTPCookie settings)
    {
        var cookie = new HashPolicy.Types.Cookie { Name = settings.Name, Path = settings.Path, Ttl = settings.Ttl };
        cookie.Attributes.AddRange(settings.Attributes.Select(attribute =>
            new HashPolicy.Types.CookieAttribute { Name = attribute.Name, Value = attribute.Value }));
        return cookie;
    }
}
