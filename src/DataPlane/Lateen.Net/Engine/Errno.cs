namespace Lateen.Net.Engine;

/// <summary>Linux error numbers that the engines tell apart (the same on x86-64 and arm64).</summary>
static class Errno
{
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETUNREACH = 101;
    public const int ECONNABORTED = 103;
    public const int ECONNRESET = 104;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115;

    public static CloseReason ToReason(int errno) => errno switch
    {
        ECONNRESET or EPIPE or ECONNABORTED => new(CloseKind.PeerReset, errno),
        ETIMEDOUT => new(CloseKind.TimedOut, errno),
        _ => new(CloseKind.Error, errno),
    };

    /// <summary>True when waiting may help: descriptors or memory ran out.</summary>
    public static bool IsExhaustion(int errno) => errno is EMFILE or ENFILE or ENOBUFS or ENOMEM;
}
