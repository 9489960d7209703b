using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>A kind of network filter.</summary>
public interface INetworkFilterExtension : IExtension
{
    /// <summary>Whether it ends a filter chain: exactly the last filter of a chain must.</summary>
    bool IsTerminal { get; }

    /// <summary>The filter; null, with every reason noted, when something is wrong.</summary>
    INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context);
}
