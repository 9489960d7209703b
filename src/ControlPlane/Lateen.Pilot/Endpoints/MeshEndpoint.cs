using Lateen.Core;

namespace Lateen.Pilot.Endpoints;

/// <summary>One address and port behind a service.</summary>
/// <param name="PortName">The service port that it serves.</param>
/// <param name="Address">IP address, a name to ask DNS for, or the path of a Unix socket behind <see cref="UnixPrefix"/>.</param>
/// <param name="Port">The workload's port.</param>
/// <param name="Workload">What runs there.</param>
/// <param name="IsReady">Whether it takes traffic.</param>
/// <param name="Source">The object that says so.</param>
public sealed record MeshEndpoint(string PortName, string Address, int Port, Workload Workload, bool IsReady, ObjectRef Source)
{
    /// <summary>Begins the address of an endpoint that is a Unix socket.</summary>
    public const string UnixPrefix = "unix://";

    /// <summary>Whether somebody watches its health, and found it well; nobody watches a WorkloadEntry.</summary>
    public bool IsWatched { get; init; } = true;

    /// <summary>Its share among its service's endpoints.</summary>
    public uint Weight { get; init; } = 1;
}
