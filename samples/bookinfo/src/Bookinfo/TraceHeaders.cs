namespace Bookinfo;

/// <summary>
/// Headers that a service copies from the request it serves to the requests that it makes, so that the proxies can join them to one trace
/// and routes can match the user.
/// </summary>
internal static class TraceHeaders
{
    static readonly string[] Names =
    [
        "x-request-id", "traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags",
        "x-ot-span-context", "x-cloud-trace-context", "grpc-trace-bin", "end-user",
    ];

    public static void Copy(IHeaderDictionary from, HttpRequestMessage to)
    {
        foreach (var name in Names)
            if (from.TryGetValue(name, out var values))
                to.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
    }
}
