using Lateen.Net.Http;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>The one <see cref="IUpstreamClient"/> of a worker.</summary>
public sealed class UpstreamClient : IUpstreamClient
{
    readonly HttpWorker worker;

    UpstreamClient(WorkerContext context) => worker = HttpWorker.Of(context);

    /// <summary>The worker's client.</summary>
    public static IUpstreamClient Of(WorkerContext context) => context.Service(static c => new UpstreamClient(c));

    public RequestHead RentHead() => worker.Heads.RentRequest();

    public IUpstreamCall Start(string cluster, RequestHead head, TimeSpan timeout, IUpstreamCallHandler handler)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var call = new UpstreamCall(worker, head, handler);
        call.Start(cluster, timeout);
        return call;
    }
}
