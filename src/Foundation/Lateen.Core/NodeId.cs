namespace Lateen.Core;

/// <summary>What a proxy calls itself in xDS: <c>type~ip~pod.namespace~dnsDomain</c>.</summary>
/// <param name="Type">sidecar, router, waypoint or ztunnel.</param>
/// <param name="Address">The instance's IP address.</param>
/// <param name="Id"><c>pod.namespace</c>.</param>
/// <param name="DnsDomain"><c>namespace.svc.cluster.local</c>.</param>
public readonly record struct NodeId(string Type, string Address, string Id, string DnsDomain)
{
    /// <summary>Reads the four parts; false for a wrong count, an unknown type or an empty id.</summary>
    public static bool TryParse(string text, out NodeId node)
    {
        node = default;
        if (text.Split('~') is not [("sidecar" or "router" or "waypoint" or "ztunnel") and var type, var address, { Length: > 0 } id, var domain])
            return false;
        node = new NodeId(type, address, id, domain);
        return true;
    }

    /// <summary>The pod's name: the id up to its last dot.</summary>
    public string Pod => Id.LastIndexOf('.') is var dot and >= 0 ? Id[..dot] : Id;

    /// <summary>The pod's namespace: the id behind its last dot; empty without one.</summary>
    public string Namespace => Id.LastIndexOf('.') is var dot and >= 0 ? Id[(dot + 1)..] : "";

    /// <summary>The four parts joined by "~".</summary>
    public override string ToString() => $"{Type}~{Address}~{Id}~{DnsDomain}";
}
