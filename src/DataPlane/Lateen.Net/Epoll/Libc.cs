using System.Runtime.InteropServices;
using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>The system calls of the engine. Numbers are Linux's, the same on x86-64 and arm64.</summary>
static unsafe partial class Libc
{
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOL_IP = 0;
    public const int SOL_SOCKET = 1;
    public const int IPPROTO_TCP = 6;
    public const int SOL_IPV6 = 41;
    public const int SO_REUSEADDR = 2;
    public const int SO_ERROR = 4;
    public const int SO_KEEPALIVE = 9;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int SO_MARK = 36;
    public const int TCP_NODELAY = 1;
    public const int TCP_KEEPIDLE = 4;
    public const int TCP_KEEPINTVL = 5;
    public const int TCP_KEEPCNT = 6;
    public const int IP_FREEBIND = 15;
    public const int IP_TRANSPARENT = 19;
    public const int IPV6_V6ONLY = 26;
    public const int IPV6_TRANSPARENT = 75;
    public const int SO_ORIGINAL_DST = 80;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const uint EPOLLIN = 1;
    public const uint EPOLLOUT = 4;
    public const uint EPOLLERR = 8;
    public const uint EPOLLHUP = 0x10;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLET = 1u << 31;
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;
    public const int EFD_CLOEXEC = 0x80000;
    public const int O_CLOEXEC = 0x80000;
    public const int O_NONBLOCK = 0x800;
    public const int SHUT_WR = 1;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int FIONREAD = 0x541B;
    public const int CLOCK_REALTIME = 0;
    public const int CLOCK_MONOTONIC = 1;
    public const int F_GETPIPE_SZ = 1032;
    public const int F_SETPIPE_SZ = 1031;
    public const uint SPLICE_F_MOVE = 1;
    public const uint SPLICE_F_NONBLOCK = 2;

    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>
    /// The error of the call before, for those that are made without leaving the managed world (recv, send, sendmsg: they never wait, and some
    /// percent of a request's time went into leaving and coming back). To be read in the method that made the call, with nothing between.
    /// </summary>
    public static int Errno => *__errno_location();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_wait(int epoll, byte* events, int count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, void* buffer, nint length);

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial nint recv(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial nint send(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial nint sendmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int bind(int descriptor, void* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int listen(int descriptor, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int connect(int descriptor, void* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int accept4(int descriptor, void* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setsockopt(int descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsockopt(int descriptor, int level, int option, void* value, int* length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsockname(int descriptor, void* address, int* length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getpeername(int descriptor, void* address, int* length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int shutdown(int descriptor, int how);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int descriptor, nuint request, int* value);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint splice(int from, long* fromOffset, int to, long* toOffset, nint length, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chmod(string path, uint mode);

    [LibraryImport("libc"), SuppressGCTransition]
    private static partial int* __errno_location();

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial int clock_gettime(int clock, TimeSpec* time);

    public static long Clock(int clock)
    {
        TimeSpec time;
        _ = clock_gettime(clock, &time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    public static bool SetOption(int descriptor, int level, int option, int value)
        => setsockopt(descriptor, level, option, &value, sizeof(int)) == 0;

    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LingerOption
    {
        public int OnOff;
        public int Seconds;
    }
}
