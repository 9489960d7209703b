using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.ListenerFilters;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.TransportSockets;

namespace Lateen.Proxy.Extensions.Tests;

/// <summary>Every extension that exists is in its list, and every list is sorted by the names that upstream registers.</summary>
public sealed class ExtensionListTests
{
    [Fact]
    public void Http_filters_are_complete_and_sorted() => Check(HttpFilterExtensions.List.All);

    [Fact]
    public void Network_filters_are_complete_and_sorted() => Check(NetworkFilterExtensions.List.All);

    [Fact]
    public void Listener_filters_are_complete_and_sorted() => Check(ListenerFilterExtensions.List.All);

    [Fact]
    public void Access_loggers_are_complete_and_sorted() => Check(AccessLoggerExtensions.List.All);

    [Fact]
    public void Transport_sockets_are_complete_and_sorted()
    {
        Assert.Equal(TransportSocketExtensions.Downstream.All.Select(e => e.Name).Order(StringComparer.Ordinal), TransportSocketExtensions.Downstream.All.Select(e => e.Name));
        var listed = TransportSocketExtensions.Downstream.All.Concat(TransportSocketExtensions.Upstream.All).Select(e => e.GetType()).Distinct();
        Assert.Equal(Implementations<ITransportSocketExtension>(), listed.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    static void Check<T>(IReadOnlyCollection<T> all)
        where T : class, IExtension
    {
        Assert.Equal(Implementations<T>(), all.Select(extension => extension.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(all.Select(extension => extension.Name).Order(StringComparer.Ordinal), all.Select(extension => extension.Name));
    }

    static IEnumerable<string> Implementations<T>() => typeof(IExtension).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(T).IsAssignableFrom(type)).Select(type => type.Name).Order(StringComparer.Ordinal);
}
