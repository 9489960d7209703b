using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Listener.HttpInspector.V3;
using Envoy.Extensions.Filters.Listener.OriginalDst.V3;
using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;

namespace Lateen.Pilot.Listeners;

/// <summary>Pieces that listeners have in common.</summary>
static class ListenerParts
{
    public const string Wildcard = "0.0.0.0", Loopback = "127.0.0.1", Tls = "tls", RawBuffer = "raw_buffer";

    /// <summary>How long a chain's handshake may take.</summary>
    public static Duration HandshakeTimeout => new() { Seconds = 15 };

    const uint FirstRead = 512;

    public static Address At(string bind, int port) =>
        new() { SocketAddress = new SocketAddress { Address = bind, PortValue = (uint)port } };

    public static ListenerFilter OriginalDestination(ListenerContext context, SourceRef source) =>
        Make(context, "envoy.filters.listener.original_dst", new OriginalDst(), null, source);

    public static ListenerFilter TlsInspector(ListenerContext context, SourceRef source, ListenerFilterChainMatchPredicate? disabled = null) =>
        Make(context, "envoy.filters.listener.tls_inspector", new TlsInspector { InitialReadBufferSize = FirstRead }, disabled, source);

    public static ListenerFilter HttpInspector(ListenerContext context, SourceRef source, ListenerFilterChainMatchPredicate? disabled = null) =>
        Make(context, "envoy.filters.listener.http_inspector", new HttpInspector(), disabled, source);

    /// <summary>Matches the ports given; there is at least one.</summary>
    public static ListenerFilterChainMatchPredicate OnPorts(IEnumerable<int> ports)
    {
        ListenerFilterChainMatchPredicate[] rules = [.. ports.Distinct().Order().Select(OnPort)];
        if (rules.Length == 1)
            return rules[0];
        var any = new ListenerFilterChainMatchPredicate { OrMatch = new ListenerFilterChainMatchPredicate.Types.MatchSet() };
        any.OrMatch.Rules.AddRange(rules);
        return any;
    }

    /// <summary>Everywhere but on one port.</summary>
    public static ListenerFilterChainMatchPredicate NotOnPort(int port) => new() { NotMatch = OnPort(port) };

    static ListenerFilterChainMatchPredicate OnPort(int port) =>
        new() { DestinationPortRange = new Envoy.Type.V3.Int32Range { Start = port, End = port + 1 } };

    static ListenerFilter Make(
        ListenerContext context, string name, IMessage config, ListenerFilterChainMatchPredicate? disabled, SourceRef source) =>
        context.Emitter.Emit(new ListenerFilter { Name = name, TypedConfig = Any.Pack(config), FilterDisabled = disabled }, source);
}
