using System.Buffers.Text;
using Lateen.Core;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http.Upstream;

namespace Lateen.Proxy.Http.Router;

/// <summary>What attempts tell of their hosts: to the totals on the admin port, and to outlier detection.</summary>
static class HostReports
{
    public static void Answer(Host host, ResponseHead head)
    {
        if (head.Status >= 500)
            host.Totals.AddError();
        else
            host.Totals.AddSuccess();
        host.Outlier?.ReportStatus(OutcomeOf(head));
    }

    /// <summary>The attempt ended without a whole answer. Its own limits are not the host's fault.</summary>
    public static void Reset(Host? host, ResetReason reason)
    {
        host?.Totals.AddError();
        if (reason != ResetReason.Overflow)
            host?.Outlier?.ReportLocalFailure(isTimeout: false);
    }

    public static void Timeout(Host? host, bool isResponseStarted)
    {
        host?.Totals.AddTimeout();
        if (!isResponseStarted)
            host?.Outlier?.ReportLocalFailure(isTimeout: true);
    }

    // An error of gRPC comes with status 200; one that is known at once stands in the head.
    static int OutcomeOf(ResponseHead head) =>
        head.Headers.TryGet(HeaderId.GrpcStatus, out var text) && Utf8Parser.TryParse(text, out int grpc, out _) ? GrpcStatuses.ToHttp(grpc) : head.Status;
}
