using Google.Protobuf.WellKnownTypes;
using Lateen.Net;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Which version of a resource is in force, and since when: for dumps.</summary>
sealed record Stamp(string Version, Timestamp Time)
{
    /// <summary>Nothing came yet.</summary>
    public static Stamp None { get; } = new("", new Timestamp());
}

/// <summary>Gives stamps by the main loop's time of day.</summary>
sealed class Clock(IEventLoop loop)
{
    const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A stamp of now.</summary>
    public Stamp Stamp(string version)
    {
        var now = loop.UnixNanoseconds;
        return new Stamp(version, new Timestamp { Seconds = now / NanosecondsPerSecond, Nanos = (int)(now % NanosecondsPerSecond) });
    }
}
