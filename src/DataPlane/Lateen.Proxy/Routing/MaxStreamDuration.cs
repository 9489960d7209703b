namespace Lateen.Proxy.Routing;

/// <summary>Bound on a stream's whole life; zero: none. With <paramref name="GrpcTimeoutHeaderMax"/> set, grpc-timeout is a bound too, up to it (zero: any).</summary>
public sealed record MaxStreamDuration(TimeSpan Duration, TimeSpan? GrpcTimeoutHeaderMax);
