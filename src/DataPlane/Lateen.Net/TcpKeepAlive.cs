namespace Lateen.Net;

/// <summary>SO_KEEPALIVE; 0 leaves the kernel's value (7200 s, 75 s, 9 on Linux).</summary>
public sealed record TcpKeepAlive(int IdleSeconds = 0, int IntervalSeconds = 0, int Probes = 0);
