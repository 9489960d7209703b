using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>A kind of listener filter.</summary>
public interface IListenerFilterExtension : IExtension
{
    /// <summary>The filter; null, with every reason noted, when something is wrong.</summary>
    IListenerFilterConfig? Read(string name, PortPredicate? disabledFor, TypedConfig config, FieldPath at, ReadingContext context);
}
