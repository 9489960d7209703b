using System.Text;
using Lateen.Core;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Tests.Observability;

public sealed class AccessLogTests
{
    const string Istio =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% "
        + "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT% "
        + "%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" "
        + "\"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% "
        + "%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

    [Fact]
    public void Istios_default_format_of_a_proxied_request() => Assert.Equal(
        "[2026-11-24T10:19:17.042Z] \"GET /reviews/1 HTTP/1.1\" 200 - via_upstream - \"-\" 0 295 12 7 \"-\" \"curl/8\" \"id-1\" "
        + "\"reviews:9080\" \"10.0.0.7:9080\" outbound|9080|v2|reviews.default.svc.cluster.local 10.0.0.1:41000 10.96.0.9:9080 "
        + "10.0.0.1:55000 - default\n",
        Write(Istio, Proxied(), Request(), Response()));

    [Fact]
    public void Istios_default_format_of_a_connection_without_request() => Assert.Equal(
        "[0001-01-01T00:00:00.000Z] \"- - -\" 0 UF,URX - - \"delayed_connect_error\" 0 0 - - \"-\" \"-\" \"-\" \"-\" \"-\" - - - - - -\n",
        Write(Istio, Failed(), null, null));

    [Theory]
    [InlineData("%REQ(USER-AGENT):3%", "cur")]
    [InlineData("100%%", "100%")]
    [InlineData("%RESP(:STATUS)%", "200")]
    [InlineData("%REQ_WITHOUT_QUERY(:PATH)%", "/reviews/1")]
    [InlineData("%START_TIME(%Y/%m/%d %T.%3f %s)%", "2026/11/24 10:19:17.042 1795515557")]
    [InlineData("%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%,%DOWNSTREAM_LOCAL_PORT%", "10.0.0.1,9080")]
    [InlineData("%RESPONSE_FLAGS_LONG%", "-")]
    [InlineData("%TRAILER(grpc-status)%", "-")]
    [InlineData("%DYNAMIC_METADATA(ns:text)% %DYNAMIC_METADATA(ns:on)% %DYNAMIC_METADATA(ns)% %DYNAMIC_METADATA(none)%", "a\"b true {\"on\":true,\"text\":\"a\\\"b\"} -")]
    public void Command_gives(string format, string expected) => Assert.Equal(expected, Write(format, Proxied(), Request(), Response()));

    [Fact]
    public void Missing_values_are_nothing_where_empty_values_are_omitted()
    {
        var format = SubstitutionFormat.TryCompile("<%REQ(X-NONE)%>", omitEmpty: true, out _)!;
        var line = new LogLine();
        format.Write(line, new StreamInfo(), Request(), null);
        Assert.Equal("<>", Encoding.UTF8.GetString(line.Written));
    }

    [Theory]
    [InlineData("%NO_SUCH%", "Not supported field in StreamInfo: NO_SUCH")]
    [InlineData("%REQ%", "%REQ% needs a header name in parentheses")]
    [InlineData("%REQ(a?b?c)%", "is not a header name")]
    [InlineData("%REQ(a b)%", "is not a header name")]
    [InlineData("%REQ(a", "no closing parenthesis")]
    [InlineData("50% off", "is not a command; a percent sign is written %%")]
    [InlineData("%DYNAMIC_METADATA%", "needs a namespace")]
    [InlineData("%DYNAMIC_METADATA(ns:)%", "needs a namespace")]
    [InlineData("%PROTOCOL:x%", "is not a maximum length")]
    [InlineData("%START_TIME(%Q)%", "the specifier %Q is not supported")]
    public void Wrong_format_is_refused_with_a_reason(string format, string reason)
    {
        Assert.Null(SubstitutionFormat.TryCompile(format, omitEmpty: false, out var error));
        Assert.Contains(reason, error);
    }

    [Fact]
    public void Lines_of_all_workers_reach_the_output_whole_and_in_each_workers_order()
    {
        var output = new MemoryStream();
        var files = new AccessLogFiles(2, () => { }, _ => output);
        var file = files.TryGet("/dev/stdout", out _)!;
        for (var i = 0; i < 5000; i++)
        {
            file.Append(i % 2, Encoding.ASCII.GetBytes($"{i % 2}:{i}\n"));
            if (i % 700 == 0)
                files.Flush();
        }

        files.Flush();
        var lines = Encoding.ASCII.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var worker in new[] { 0, 1 })
            Assert.Equal(Enumerable.Range(0, 5000).Where(i => i % 2 == worker).Select(i => $"{worker}:{i}"), lines.Where(l => l[0] == '0' + worker));
    }

    [Fact]
    public void Slow_output_drops_whole_lines_counts_them_and_wakes_the_main_loop_once()
    {
        var woken = 0;
        var output = new MemoryStream();
        var files = new AccessLogFiles(1, () => woken++, _ => output);
        var file = files.TryGet("x", out _)!;
        var line = Encoding.ASCII.GetBytes(new string('a', 1023) + "\n");
        for (var i = 0; i < 300; i++)
            file.Append(0, line);
        files.Flush();

        Assert.Equal(1, woken);
        Assert.Equal(44, file.Dropped);
        Assert.Equal(256 * 1024, output.Length);
    }

    [Fact]
    public void Unwritable_path_is_refused_with_a_reason()
    {
        Assert.Null(new AccessLogFiles(1, () => { }).TryGet("/no/such/folder/log", out var error));
        Assert.Contains("unable to open file '/no/such/folder/log'", error);
    }

    [Fact]
    public void Logging_allocates_nothing_once_warm()
    {
        var files = new AccessLogFiles(1, () => { }, _ => Stream.Null);
        var format = SubstitutionFormat.TryCompile(Istio, omitEmpty: false, out _)!;
        var logger = new FileAccessLog("file", files.TryGet("x", out _)!, format).Create(0);
        var (info, request, response) = (Proxied(), Request(), Response());
        for (var i = 0; i < 100; i++)
            logger.OnStreamComplete(info, request, response);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            logger.OnStreamComplete(info, request, response);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    static string Write(string format, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        var compiled = SubstitutionFormat.TryCompile(format, omitEmpty: false, out var error);
        Assert.Null(error);
        var line = new LogLine();
        compiled!.Write(line, info, request, response);
        return Encoding.UTF8.GetString(line.Written);
    }

    static StreamInfo Proxied()
    {
        var info = new StreamInfo
        {
            StartWall = new DateTimeOffset(2026, 11, 24, 10, 19, 17, 42, TimeSpan.Zero),
            Start = 1_000_000_000,
            End = 1_012_900_000,
            Protocol = HttpProtocol.Http11,
            ResponseCode = 200,
            ResponseCodeDetails = "via_upstream",
            BytesSent = 295,
            UpstreamHost = "10.0.0.7:9080",
            UpstreamCluster = "outbound|9080|v2|reviews.default.svc.cluster.local",
            UpstreamLocalAddress = "10.0.0.1:41000",
            RouteName = "default",
            Connection = new ConnectionInfo { LocalAddress = "10.96.0.9:9080", RemoteAddress = "10.0.0.1:55000", RemoteIp = "10.0.0.1" },
        };
        info.SetMetadata("ns", "text", new MetadataValue.StringValue("a\"b"));
        info.SetMetadata("ns", "on", new MetadataValue.BoolValue(true));
        return info;
    }

    static StreamInfo Failed()
    {
        var info = new StreamInfo { UpstreamTransportFailureReason = "delayed_connect_error" };
        info.Flags.Set(ResponseFlag.UpstreamConnectionFailure);
        info.Flags.Set(ResponseFlag.UpstreamRetryLimitExceeded);
        return info;
    }

    static RequestHead Request()
    {
        var request = new RequestHead();
        request.SetMethod("GET"u8);
        request.SetPath("/reviews/1"u8);
        request.SetAuthority("reviews:9080"u8);
        request.Headers.Append("user-agent"u8, "curl/8"u8);
        request.Headers.Append("x-request-id"u8, "id-1"u8);
        return request;
    }

    static ResponseHead Response()
    {
        var response = new ResponseHead { Status = 200 };
        response.Headers.Append("x-envoy-upstream-service-time"u8, "7"u8);
        return response;
    }
}
