using System.Collections.Immutable;
using System.Net;
using Lateen.Net.Http;

namespace Lateen.Explain.Simulation;

/// <summary>A connection as it reaches a proxy, and the request that comes first on it.</summary>
public sealed record Call
{
    /// <summary>Where the client wanted to go: the original destination of a sidecar, an address of a gateway.</summary>
    public required IPEndPoint Destination { get; init; }

    /// <summary>How the connection comes to the proxy.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>Who calls.</summary>
    public IPEndPoint Source { get; init; } = new(IPAddress.Parse("10.0.0.99"), 40000);

    /// <summary>Whether the client begins with TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>The name in the client's hello; empty for none.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The protocols that the client's hello offers, in its order.</summary>
    public ImmutableArray<string> Alpn { get; init; } = [];

    /// <summary>Null: bytes that are no HTTP.</summary>
    public CallRequest? Request { get; init; }
}

/// <summary>How a connection comes to a proxy.</summary>
public enum CallDirection
{
    /// <summary>From the application beside a sidecar.</summary>
    Outbound,

    /// <summary>To the application beside a sidecar.</summary>
    Inbound,

    /// <summary>Dialled to the proxy itself: a gateway.</summary>
    Gateway,
}

/// <param name="Method">Such as GET.</param>
/// <param name="Host">The authority, with its port if the client sends one.</param>
/// <param name="Path">With the query.</param>
/// <param name="Headers">In their order.</param>
/// <param name="IsHttp2">Whether it comes by HTTP/2.</param>
public sealed record CallRequest(string Method, string Host, string Path, ImmutableArray<KeyValuePair<string, string>> Headers, bool IsHttp2 = false)
{
    /// <summary>A field from its line, <c>name: value</c>; null when it is none.</summary>
    public static KeyValuePair<string, string>? Header(string line) =>
        line.Split(':', 2) is [var name, var value] && HeaderName.IsValid(name.Trim().ToLowerInvariant()) ? KeyValuePair.Create(name.Trim().ToLowerInvariant(), value.Trim()) : null;
}
