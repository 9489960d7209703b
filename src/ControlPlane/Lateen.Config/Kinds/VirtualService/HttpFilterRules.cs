using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>What an HTTP route says beside where requests go: faults, CORS, mirrors, headers.</summary>
static class HttpFilterRules
{
    const double SmallestPercentage = 0.0001;

    static readonly string[] Methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "*"];

    static readonly string[] GrpcStatuses =
    [
        "ABORTED", "ALREADY_EXISTS", "CANCELLED", "DATA_LOSS", "DEADLINE_EXCEEDED", "FAILED_PRECONDITION", "INTERNAL", "INVALID_ARGUMENT", "NOT_FOUND", "OK",
        "OUT_OF_RANGE", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED", "UNAVAILABLE", "UNIMPLEMENTED", "UNKNOWN",
    ];

    public static void CheckFault(HTTPFaultInjection? fault, string path, ObjectReport report)
    {
        if (fault is null)
            return;
        if (fault is { Abort: null, Delay: null })
            report.Error(path, $"{path} injects nothing", "set delay or abort");
        CheckDelay(fault.Delay, $"{path}.delay", report);
        CheckAbort(fault.Abort, $"{path}.abort", report);
    }

    public static void CheckCors(CorsPolicy? cors, string path, ObjectReport report)
    {
        if (cors is null)
            return;
        foreach (var method in cors.AllowMethods.Where(method => !Methods.Contains(method)))
            report.Error($"{path}.allowMethods", $"{path}.allowMethods has \"{Quoting.Short(method)}\", which is no method", "methods are in capital letters");
        foreach (var name in cors.AllowHeaders.Concat(cors.ExposeHeaders).Where(name => !SharedRules.IsHeaderName(name)))
            report.Error(path, $"{path} has \"{Quoting.Short(name)}\", which is no header's name");
        if (cors.MaxAge is { } age && (age.Nanos != 0 || age.Seconds < 0))
            report.Error($"{path}.maxAge", $"{path}.maxAge must be whole seconds");
        for (var i = 0; i < cors.AllowOrigins.Count; i++)
        {
            if (cors.AllowOrigins[i].MatchTypeCase == StringMatch.MatchTypeOneofCase.Regex)
                SharedRules.CheckRegex(cors.AllowOrigins[i].Regex, FieldPath.Item($"{path}.allowOrigins", i), report);
        }
    }

    public static void CheckMirrors(HTTPRoute route, string path, ObjectReport report)
    {
        if (route.Mirror is not null && route.Mirrors.Count > 0)
            report.Error($"{path}.mirrors", $"{path} has mirror and mirrors", "put them all into mirrors");
        SharedRules.CheckPercentage(route.MirrorPercentage?.Value, $"{path}.mirrorPercentage.value", report);
        for (var i = 0; i < route.Mirrors.Count; i++)
            SharedRules.CheckPercentage(route.Mirrors[i].Percentage?.Value, $"{FieldPath.Item($"{path}.mirrors", i)}.percentage.value", report);
    }

    public static void CheckHeaders(HTTPRoute route, string path, ObjectReport report)
    {
        var names = route.Rewrite is { Authority.Length: > 0 } ? 1 : 0;
        names += CheckOperations(route.Headers, $"{path}.headers", report);
        if (names > 1)
            report.Error($"{path}.headers", $"{path} sets the authority twice", "use rewrite.authority or the header");
        for (var i = 0; i < route.Route.Count; i++)
            CheckOperations(route.Route[i].Headers, $"{FieldPath.Item($"{path}.route", i)}.headers", report);
    }

    static void CheckDelay(HTTPFaultInjection.Types.Delay? delay, string path, ObjectReport report)
    {
        if (delay is null)
            return;
        CheckShare(delay.Percentage, $"{path}.percentage.value", report);
        if (delay.HttpDelayTypeCase == HTTPFaultInjection.Types.Delay.HttpDelayTypeOneofCase.ExponentialDelay)
            report.Error($"{path}.exponentialDelay", $"{path}.exponentialDelay is supported by no proxy", "use fixedDelay");
        else if (delay.FixedDelay is null)
            report.Warning(path, $"{path}.fixedDelay is missing, so nothing is delayed");
        else
            SharedRules.CheckTimeout(delay.FixedDelay, $"{path}.fixedDelay", report);
    }

    static void CheckAbort(HTTPFaultInjection.Types.Abort? abort, string path, ObjectReport report)
    {
        if (abort is null)
            return;
        CheckShare(abort.Percentage, $"{path}.percentage.value", report);
        switch (abort.ErrorTypeCase)
        {
            case HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.HttpStatus when abort.HttpStatus is < 200 or > 599:
                report.Error($"{path}.httpStatus", $"{path}.httpStatus must be from 200 to 599, not {abort.HttpStatus}");
                break;
            case HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.GrpcStatus when !GrpcStatuses.Contains(abort.GrpcStatus):
                report.Error($"{path}.grpcStatus", $"{path}.grpcStatus \"{Quoting.Short(abort.GrpcStatus)}\" is none of gRPC's", $"they are {string.Join(", ", GrpcStatuses)}");
                break;
            case HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.Http2Error:
                report.Error($"{path}.http2Error", $"{path}.http2Error is supported by no proxy", "use httpStatus");
                break;
        }
    }

    /// <summary>Proxies count in millionths.</summary>
    static void CheckShare(Percent? share, string path, ObjectReport report)
    {
        if (share is { Value: < 0 or > 100 } or { Value: > 0 and < SmallestPercentage })
            report.Error(path, $"{path} must be 0, or from {SmallestPercentage} to 100, not {share.Value}");
    }

    /// <summary>Checks the names, and counts how often the authority is set.</summary>
    static int CheckOperations(Headers? headers, string path, ObjectReport report)
    {
        var authorities = 0;
        foreach (var (part, operations) in new[] { ("request", headers?.Request), ("response", headers?.Response) })
        {
            foreach (var name in (operations?.Set.Keys ?? []).Concat(operations?.Add.Keys ?? []))
            {
                if (name.Equals(":authority", StringComparison.OrdinalIgnoreCase) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
                    authorities++;
                else if (name.StartsWith(':'))
                    report.Error($"{path}.{part}", $"{path}.{part} can't change \"{Quoting.Short(name)}\"", "of the names that begin with \":\" only :authority can be set");
            }
        }

        return authorities;
    }
}
