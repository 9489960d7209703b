using System.Net;

namespace Lateen.Cli.Discovery;

/// <summary>Where a control plane listens and keeps its state.</summary>
internal sealed record DiscoveryOptions
{
    /// <summary>Address of all ports that don't name one.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Any;

    /// <summary>Plaintext xDS; null switches it off.</summary>
    public IPEndPoint? Grpc { get; init; }

    /// <summary>xDS and the certificate service over TLS; null switches it off.</summary>
    public IPEndPoint? SecureGrpc { get; init; }

    /// <summary>Readiness and debug pages; null switches it off.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>Metrics, version, debug pages; null switches it off.</summary>
    public IPEndPoint? Monitoring { get; init; }

    /// <summary>Folder of the CA, its keys and the root certificate; of mode 0700.</summary>
    public required string State { get; init; }

    /// <summary>Names, beside the usual ones and the listening address, that the serving certificate is valid for.</summary>
    public IReadOnlyList<string> ServingNames { get; init; } = [];
}
