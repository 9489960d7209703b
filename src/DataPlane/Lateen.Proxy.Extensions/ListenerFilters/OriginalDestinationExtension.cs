using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>envoy.filters.listener.original_dst: undoes the redirection of captured connections.</summary>
sealed class OriginalDestinationExtension : IListenerFilterExtension
{
    public string Name => "envoy.filters.listener.original_dst";

    public string Message => "envoy.extensions.filters.listener.original_dst.v3.OriginalDst";

    public IListenerFilterConfig? Read(string name, PortPredicate? disabledFor, TypedConfig config, FieldPath at, ReadingContext context) =>
        new OriginalDestinationConfig(name, disabledFor);

    sealed class OriginalDestinationConfig(string name, PortPredicate? disabledFor) : IListenerFilterConfig, IListenerFilter
    {
        public string Name { get; } = name;

        public PortPredicate? DisabledFor { get; } = disabledFor;

        // It keeps nothing of a connection, so one serves all.
        public IListenerFilter Create() => this;

        public ListenerFilterStatus OnAccepted(ListenerFilterContext context)
        {
            if (context.Connection.TryGetOriginalDestination(out var original) && original != context.Connection.LocalAddress)
                context.Facts.RestoreLocalAddress(original);
            return ListenerFilterStatus.Continue;
        }

        public ListenerFilterStatus OnData(ListenerFilterContext context, ReadOnlySpan<byte> peeked) => ListenerFilterStatus.Continue;
    }
}
