using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http.Upstream;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>Whether and when an attempt of one request is repeated (envoy's RetryStateImpl). A request without a policy retries nothing.</summary>
sealed class RetryState
{
    static readonly HeaderId[] Fields =
    [
        HeaderId.XEnvoyRetryOn, HeaderId.XEnvoyRetryGrpcOn, HeaderId.XEnvoyMaxRetries, HeaderId.XEnvoyHedgeOnPerTryTimeout,
        HeaderId.XEnvoyRetriableHeaderNames, HeaderId.XEnvoyRetriableStatusCodes,
    ];

    RetryPolicy? policy;
    RetryOn on;
    List<int>? askedStatuses;
    List<HeaderName>? askedHeaders;
    uint left;
    int done;

    /// <summary>Whether a retry could still be asked for.</summary>
    public bool IsOn => on != RetryOn.None;

    /// <summary>Retries made so far.</summary>
    public int Done => done;

    /// <summary>A request begins. Reads and consumes the fields by which trusted clients change the policy.</summary>
    public void Begin(RetryPolicy? configured, RequestHead request)
    {
        policy = configured;
        askedStatuses = null;
        askedHeaders = null;
        done = 0;
        on = configured?.On ?? RetryOn.None;
        left = configured?.Retries ?? 1;
        if (configured is { RetriableRequestHeaders.IsEmpty: false } && !MatchesAny(configured, request))
            on = RetryOn.None;
        ReadFields(request.Headers);
    }

    /// <summary>No more retries: what was kept for them is gone.</summary>
    public void Stop() => on = RetryOn.None;

    /// <summary>Whether a response asks for another attempt, leaving aside how many are left.</summary>
    public bool Wants(ResponseHead response)
    {
        if (response.Headers.Contains(HeaderId.XEnvoyRatelimited))
            return Has(RetryOn.EnvoyRateLimited);
        var status = response.Status;
        return (Has(RetryOn.ServerError) && status is >= 500 and < 600)
            || (Has(RetryOn.GatewayError) && status is (502 or 503 or 504))
            || (Has(RetryOn.Retriable4xx) && status == 409)
            || (Has(RetryOn.RetriableStatusCodes) && IsRetriable(status))
            || (Has(RetryOn.RetriableHeaders) && HasRetriableHeader(response))
            || WantsGrpc(response.Headers);
    }

    /// <summary>Whether a reset asks for another attempt. <paramref name="wasSent"/>: some byte of the request had been sent.</summary>
    public bool Wants(ResetReason reason, bool wasSent)
    {
        if (reason == ResetReason.Overflow)
            return false;
        if ((on & (RetryOn.ServerError | RetryOn.GatewayError | RetryOn.Reset)) != 0)
            return true;
        return (Has(RetryOn.ResetBeforeRequest) && !wasSent)
            || (Has(RetryOn.ConnectFailure) && reason.IsConnectFailure())
            || (Has(RetryOn.RefusedStream) && reason == ResetReason.RemoteRefusedStream);
    }

    /// <summary>Takes one of the retries that are left.</summary>
    public bool TryTake()
    {
        if (left == 0)
            return false;
        left--;
        done++;
        return true;
    }

    /// <summary>How long to wait before the retry just taken: any whole number of milliseconds below base * 2^(n-1), bounded.</summary>
    public TimeSpan BackOff(IRandom random)
    {
        var first = (policy?.BackOffBase ?? TimeSpan.FromMilliseconds(25)).TotalMilliseconds;
        var most = policy?.BackOffMax?.TotalMilliseconds ?? first * 10;
        var ceiling = (ulong)Math.Max(1, Math.Min(first * Math.Pow(2, done - 1), most));
        return TimeSpan.FromMilliseconds(random.Next() % ceiling);
    }

    void ReadFields(HeaderTable headers)
    {
        if (headers.TryGet(HeaderId.XEnvoyRetryOn, out var names))
            on |= Parse(names);
        if (headers.TryGet(HeaderId.XEnvoyRetryGrpcOn, out var grpc))
            on |= Parse(grpc);
        if (headers.TryGet(HeaderId.XEnvoyMaxRetries, out var text) && Utf8Parser.TryParse(text, out uint most, out var used) && used == text.Length)
            left = most;
        if (headers.TryGet(HeaderId.XEnvoyRetriableStatusCodes, out var statuses))
            ReadStatuses(statuses);
        if (headers.TryGet(HeaderId.XEnvoyRetriableHeaderNames, out var retriable))
            ReadHeaderNames(retriable);
        foreach (var id in Fields)
            headers.Remove(id);
    }

    void ReadStatuses(ReadOnlySpan<byte> list)
    {
        foreach (var range in list.Split((byte)','))
        {
            var text = list[range].Trim((byte)' ');
            if (Utf8Parser.TryParse(text, out int status, out var used) && used == text.Length)
                (askedStatuses ??= []).Add(status);
        }
    }

    // Asked for by name, their presence is enough.
    void ReadHeaderNames(ReadOnlySpan<byte> list)
    {
        foreach (var range in list.Split((byte)','))
        {
            var name = Encoding.ASCII.GetString(list[range].Trim((byte)' ')).ToLowerInvariant();
            if (HeaderName.IsValid(name))
                (askedHeaders ??= []).Add(HeaderName.Of(name));
        }
    }

    bool IsRetriable(int status) => policy?.RetriableStatusCodes.Contains(status) == true || askedStatuses?.Contains(status) == true;

    bool HasRetriableHeader(ResponseHead response)
    {
        foreach (var matcher in policy?.RetriableResponseHeaders ?? [])
        {
            if (matcher.IsMatch(response.Headers, response.Status))
                return true;
        }

        return askedHeaders?.Exists(response.Headers.Contains) == true;
    }

    bool Has(RetryOn condition) => (on & condition) != 0;

    static RetryOn Parse(ReadOnlySpan<byte> names)
    {
        var found = RetryOn.None;
        foreach (var range in names.Split((byte)','))
            found |= One(Encoding.ASCII.GetString(names[range].Trim((byte)' ')));
        return found;
    }

    static RetryOn One(string name) => name switch
    {
        "5xx" => RetryOn.ServerError,
        "gateway-error" => RetryOn.GatewayError,
        "reset" => RetryOn.Reset,
        "reset-before-request" => RetryOn.ResetBeforeRequest,
        "connect-failure" => RetryOn.ConnectFailure,
        "refused-stream" => RetryOn.RefusedStream,
        "retriable-4xx" => RetryOn.Retriable4xx,
        "retriable-status-codes" => RetryOn.RetriableStatusCodes,
        "retriable-headers" => RetryOn.RetriableHeaders,
        "envoy-ratelimited" => RetryOn.EnvoyRateLimited,
        "cancelled" => RetryOn.GrpcCancelled,
        "deadline-exceeded" => RetryOn.GrpcDeadlineExceeded,
        "internal" => RetryOn.GrpcInternal,
        "resource-exhausted" => RetryOn.GrpcResourceExhausted,
        "unavailable" => RetryOn.GrpcUnavailable,
        _ => RetryOn.None,
    };

    bool WantsGrpc(HeaderTable headers)
    {
        if (!headers.TryGet(HeaderId.GrpcStatus, out var text) || !Utf8Parser.TryParse(text, out int status, out _))
            return false;
        var wanted = status switch
        {
            1 => RetryOn.GrpcCancelled,
            4 => RetryOn.GrpcDeadlineExceeded,
            8 => RetryOn.GrpcResourceExhausted,
            13 => RetryOn.GrpcInternal,
            14 => RetryOn.GrpcUnavailable,
            _ => RetryOn.None,
        };
        return (on & wanted) != 0;
    }

    static bool MatchesAny(RetryPolicy policy, RequestHead request)
    {
        foreach (var matcher in policy.RetriableRequestHeaders)
            if (matcher.IsMatch(new RequestView(request)))
                return true;
        return false;
    }
}
