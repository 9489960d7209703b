using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lateen.Cli.Discovery;

/// <summary>The sockets of a running control plane; an endpoint is null where the port is switched off.</summary>
internal sealed class BoundAddresses
{
    public IPEndPoint? GrpcEndPoint => Grpc?.IPEndPoint;

    public IPEndPoint? SecureGrpcEndPoint => SecureGrpc?.IPEndPoint;

    public IPEndPoint? HttpEndPoint => Http?.IPEndPoint;

    public IPEndPoint? MonitoringEndPoint => Monitoring?.IPEndPoint;

    /// <summary>"xDS 127.0.0.1:15010, secure 127.0.0.1:15012, …" for people.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        ("xDS", GrpcEndPoint), ("secure xDS and CA", SecureGrpcEndPoint), ("debug pages", HttpEndPoint), ("metrics", MonitoringEndPoint),
    }.Where(one => one.Item2 is not null).Select(one => $"{one.Item1} {one.Item2}"));

    // Kestrel writes the real port into the options once it has bound.
    internal ListenOptions? Grpc { get; set; }

    internal ListenOptions? SecureGrpc { get; set; }

    internal ListenOptions? Http { get; set; }

    internal ListenOptions? Monitoring { get; set; }
}
