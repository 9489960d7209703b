using System.Collections.Immutable;

namespace Lateen.Proxy.Routing;

/// <summary>A checked and indexed <see cref="RouteTableConfig"/>. Immutable; a stream holds the one it was routed by.</summary>
public sealed class RouteTable
{
    RouteTable(RouteTableConfig config) => Config = config;

    public RouteTableConfig Config { get; }

    public string Name => Config.Name;

    /// <summary>Null, with every reason, when domains are repeated. The texts are Envoy's.</summary>
    public static RouteTable? TryCreate(RouteTableConfig config, out ImmutableArray<string> errors)
    {
        errors = DomainErrors(config);
        return errors.IsEmpty ? new RouteTable(config) : null;
    }

    static ImmutableArray<string> DomainErrors(RouteTableConfig config)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (var domain in config.VirtualHosts.SelectMany(host => host.Domains))
            if (!seen.Add(domain))
                errors.Add(domain == "*"
                    ? $"Only a single wildcard domain is permitted in route {config.Name}"
                    : $"Only unique values for domains are permitted. Duplicate entry of domain {domain} in route {config.Name}");
        return errors.ToImmutable();
    }
}
