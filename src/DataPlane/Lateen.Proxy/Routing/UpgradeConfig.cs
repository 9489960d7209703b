namespace Lateen.Proxy.Routing;

/// <summary>An upgrade protocol (lower case, such as `websocket`) and whether it is allowed.</summary>
public sealed record UpgradeConfig(string Protocol, bool Enabled);
