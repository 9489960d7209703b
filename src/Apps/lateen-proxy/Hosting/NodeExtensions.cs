using Envoy.Config.Core.V3;
using Envoy.Type.V3;
using Lateen.Proxy.Extensions;
using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.ListenerFilters;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.TransportSockets;

namespace Lateen.ProxyApp.Hosting;

/// <summary>What a node says of the proxy itself: whose xDS it speaks, and which extensions it has; discovery leaves out what is missing.</summary>
static class NodeExtensions
{
    public static void AddTo(Node node)
    {
        node.UserAgentName = "envoy";
        node.UserAgentBuildVersion = new BuildVersion { Version = new SemanticVersion { MajorNumber = 1, MinorNumber = 40 } };
        Add(node, AccessLoggerExtensions.List);
        Add(node, HttpFilterExtensions.List);
        Add(node, ListenerFilterExtensions.List);
        Add(node, NetworkFilterExtensions.List);
        Add(node, TransportSocketExtensions.Downstream);
        Add(node, TransportSocketExtensions.Upstream);
    }

    static void Add<T>(Node node, ExtensionList<T> list)
        where T : class, IExtension
    {
        foreach (T extension in list.All)
            node.Extensions.Add(new Extension { Name = extension.Name, Category = list.Category, TypeUrls = { extension.Message } });
    }
}
