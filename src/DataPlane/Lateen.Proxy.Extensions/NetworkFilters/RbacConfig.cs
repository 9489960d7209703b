using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Rbac;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>
/// Rules of a connection. All that they ask is known before its first byte, so that who is allowed goes on at once, as protocols need in which the server speaks
/// first; who is not is closed with the first byte, as by Envoy, and never reaches the server.
/// </summary>
sealed class RbacConfig : IReadFilterConfig
{
    public required string Name { get; init; }

    public required RbacEngine Engine { get; init; }

    public IReadFilter Create() => new Filter(Engine);

    sealed class Filter(RbacEngine engine) : IReadFilter
    {
        int refusal;

        public ReadFilterStatus OnConnected(NetworkFilterContext context) =>
            engine.Allows(new RbacSubject(context.StreamInfo), context.StreamInfo, context.Stats, out refusal) ? ReadFilterStatus.Continue : ReadFilterStatus.NeedData;

        public ReadFilterStatus OnReceived(NetworkFilterContext context, ReadOnlySpan<byte> bytes, out int consumed)
        {
            consumed = bytes.Length;
            context.StreamInfo.ConnectionTerminationDetails = engine.RefusalDetails[refusal];
            return ReadFilterStatus.Close;
        }
    }
}
