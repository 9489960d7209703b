using Lateen.Core;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Listeners;

/// <summary>The ALPN protocols that servers offer.</summary>
static class ChainProtocols
{
    /// <summary>What a server of TCP chooses from.</summary>
    public static IEnumerable<string> ServerTcp(Capabilities capabilities) =>
        capabilities.MetadataExchange ? Alpn.ServerTcp : Alpn.ServerTcp.Where(protocol => protocol != Alpn.IstioPeerExchange);
}
