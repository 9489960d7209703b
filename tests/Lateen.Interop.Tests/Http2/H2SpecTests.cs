using System.Globalization;
using System.Text.RegularExpressions;
using Lateen.Interop.Tests.Http1;
using Lateen.Proxy.Http;

namespace Lateen.Interop.Tests.Http2;

/// <summary>h2spec, the conformance suite of HTTP/2 (RFC 7540 and 7541), against our listener: every case passes.</summary>
public sealed partial class H2SpecTests
{
    [Fact]
    public async Task Every_case_of_h2spec_passes()
    {
        var h2spec = PeerProgram.FindPeer("h2spec");
        Assert.SkipWhen(h2spec is null, "PEER_BIN is not set, or has no h2spec");
        // Some cases want a body to hold back; and a port for HTTP/2 alone takes no other first line for HTTP/1.
        await using var upstream = new AnsweringServer { Body = new string('x', 100) };
        using var proxy = new ProxyListener(upstream.Port, codec: HttpCodecType.Http2);
        var (_, output) = await PeerProgram.RunAsync(h2spec!, "-h", "127.0.0.1", "-p", proxy.Port.ToString(CultureInfo.InvariantCulture), "-o", "3");
        var summary = Summary().Match(output);
        Assert.True(summary.Success, output);
        Assert.True(summary.Groups["passed"].Value == summary.Groups["all"].Value, output);
        Assert.True(int.Parse(summary.Groups["all"].Value) >= 145, output);
    }

    [GeneratedRegex(@"(?<all>\d+) tests, (?<passed>\d+) passed, (?<skipped>\d+) skipped, (?<failed>\d+) failed")]
    private static partial Regex Summary();
}
