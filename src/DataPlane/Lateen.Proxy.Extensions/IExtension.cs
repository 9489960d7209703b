namespace Lateen.Proxy.Extensions;

/// <summary>What all extensions have: the names by which configuration asks for them.</summary>
public interface IExtension
{
    /// <summary>The registered name, such as envoy.filters.network.tcp_proxy.</summary>
    string Name { get; }

    /// <summary>Full name of the configuration message, such as envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.</summary>
    string Message { get; }
}
