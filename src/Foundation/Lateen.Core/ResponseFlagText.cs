using System.Collections.Immutable;

namespace Lateen.Core;

/// <summary>The forms in which <see cref="ResponseFlag"/>s are written.</summary>
public static class ResponseFlagText
{
    static readonly ImmutableArray<(string Short, string Sentence)> Table =
    [
        ("LH", "The proxy's own health check filter answered that it is unhealthy."),
        ("UH", "The cluster has no healthy endpoint."),
        ("UT", "The route's or the attempt's timeout passed before the response began."),
        ("LR", "The proxy reset the upstream stream before response headers arrived."),
        ("UR", "The upstream reset the stream."),
        ("UF", "The proxy could not connect to the upstream, or TLS with it failed."),
        ("UC", "The upstream closed the connection before the response was complete."),
        ("UO", "A circuit breaker of the cluster was open."),
        ("NR", "No route matches the request, or no filter chain the connection."),
        ("DI", "A fault filter delayed the request."),
        ("FI", "A fault filter aborted the request."),
        ("RL", "A rate limit was reached."),
        ("UAEX", "The external authorization service denied the request."),
        ("RLSE", "The rate limit service failed, and its failures deny."),
        ("DC", "The client closed the connection before the response was complete."),
        ("URX", "Retries, or connect attempts, were used up."),
        ("SI", "Neither side sent anything for the idle timeout."),
        ("IH", "A header that the proxy reads had a value that it refuses."),
        ("DPE", "The client broke the protocol."),
        ("UMSDR", "The request took longer than the longest that its route allows."),
        ("RFCF", "A cache filter answered."),
        ("NFCF", "The configuration of a filter has not arrived."),
        ("DT", "The connection or request exceeded its longest duration."),
        ("UPE", "The upstream broke the protocol."),
        ("NC", "The route names a cluster that does not exist."),
        ("OM", "The proxy shed the request because it was overloaded."),
        ("DF", "The upstream's name could not be resolved."),
        ("DO", "The endpoints' drop policy shed the request."),
        ("DR", "The client reset the stream."),
        ("UDO", "The endpoints' drop policy sheds every request."),
    ];

    static readonly ImmutableArray<string> Names = [.. Enum.GetNames<ResponseFlag>()];

    /// <summary>How many flags there are.</summary>
    public static int Count => Table.Length;

    /// <summary>As access logs and metrics print it: "UH".</summary>
    public static string Short(this ResponseFlag flag) => Table[(int)flag].Short;

    /// <summary>As %RESPONSE_FLAGS_LONG% prints it: "NoHealthyUpstream".</summary>
    public static string Long(this ResponseFlag flag) => Names[(int)flag];

    /// <summary>What it means, for people.</summary>
    public static string Sentence(this ResponseFlag flag) => Table[(int)flag].Sentence;

    /// <summary>Reads the short form.</summary>
    public static bool TryParse(string text, out ResponseFlag flag)
    {
        for (var i = 0; i < Table.Length; i++)
        {
            if (Table[i].Short != text)
                continue;
            flag = (ResponseFlag)i;
            return true;
        }

        flag = default;
        return false;
    }
}
