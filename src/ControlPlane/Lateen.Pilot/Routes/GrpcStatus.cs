namespace Lateen.Pilot.Routes;

/// <summary>gRPC's status codes by their names.</summary>
static class GrpcStatus
{
    static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    /// <summary>The number; UNKNOWN's for a name that is none.</summary>
    public static uint Number(string name) => Array.IndexOf(Names, name) is var index and >= 0 ? (uint)index : 2;
}
