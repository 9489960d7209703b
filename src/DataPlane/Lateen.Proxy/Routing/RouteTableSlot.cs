namespace Lateen.Proxy.Routing;

/// <summary>
/// Where a connection manager finds its route table on one worker: the slot stays, the table in it is replaced by updates. A stream reads it once.
/// </summary>
public sealed class RouteTableSlot(string name)
{
    public string Name { get; } = name;

    /// <summary>Null until the first table has come: everything is answered 404 then.</summary>
    public RouteTable? Current { get; set; }
}
