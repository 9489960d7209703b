namespace Lateen.Net.Epoll;

/// <summary>Socket options that listeners and connections share. Each method returns false, with errno set, when the kernel refuses.</summary>
static class SocketOptions
{
    public static bool KeepAlive(int fd, TcpKeepAlive? options)
        => options is null
            || (Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1)
                && Positive(fd, Libc.TCP_KEEPIDLE, options.IdleSeconds)
                && Positive(fd, Libc.TCP_KEEPINTVL, options.IntervalSeconds)
                && Positive(fd, Libc.TCP_KEEPCNT, options.Probes));

    public static bool NoDelay(int fd) => Libc.SetOption(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);

    public static bool Mark(int fd, uint mark) => mark == 0 || Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_MARK, (int)mark);

    public static bool Transparent(int fd, int family)
        => family == Libc.AF_INET6
            ? Libc.SetOption(fd, Libc.SOL_IPV6, Libc.IPV6_TRANSPARENT, 1)
            : Libc.SetOption(fd, Libc.SOL_IP, Libc.IP_TRANSPARENT, 1);

    static bool Positive(int fd, int option, int value) => value <= 0 || Libc.SetOption(fd, Libc.IPPROTO_TCP, option, value);
}
