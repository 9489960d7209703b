using Envoy.Config.Core.V3;
using Lateen.Net;

namespace Lateen.Proxy.Config.Translation;

/// <summary>Options of sockets, as Linux numbers them.</summary>
static class SocketTranslator
{
    const int SolSocket = 1;
    const int SoMark = 36;

    /// <summary>True for SO_MARK.</summary>
    public static bool IsMark(SocketOption option) => option.Level == SolSocket && option.Name == SoMark;

    /// <summary>TCP keepalive; what is absent is the system's.</summary>
    public static TcpKeepAlive Translate(TcpKeepalive keepAlive) => new(
        (int)(keepAlive.KeepaliveTime ?? 0), (int)(keepAlive.KeepaliveInterval ?? 0), (int)(keepAlive.KeepaliveProbes ?? 0));
}
