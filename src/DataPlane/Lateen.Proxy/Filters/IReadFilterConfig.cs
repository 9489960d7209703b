namespace Lateen.Proxy.Filters;

/// <summary>A filter before the terminal one (or on an upstream TCP connection): it looks at the beginning of a connection and then steps aside.</summary>
public interface IReadFilterConfig : INetworkFilterConfig
{
    /// <summary>A filter for one connection.</summary>
    IReadFilter Create();
}
