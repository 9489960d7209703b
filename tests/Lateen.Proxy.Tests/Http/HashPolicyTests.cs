using System.Text;
using Lateen.Core.Hashing;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

public sealed class HashPolicyTests
{
    static HttpRig Rig(params HashPolicy[] policies) => new(
        action: forward => forward with { HashPolicies = [.. policies] },
        cluster: config => config with { LoadBalancer = new MaglevFactory() },
        hosts: 8);

    [Fact]
    public void Requests_with_equal_header_go_to_one_host_and_others_spread()
    {
        using var rig = Rig(new HashPolicy.Header(HeaderName.Of("x-user"), Terminal: false));
        var same = Enumerable.Range(0, 6).Select(_ => HostOf(rig, "X-User: ann")).Distinct();
        var others = Enumerable.Range(0, 12).Select(i => HostOf(rig, $"X-User: {i}")).Distinct();

        Assert.Single(same);
        Assert.True(others.Count() > 3);
    }

    [Fact]
    public void The_host_is_the_one_of_the_values_hash()
    {
        using var rig = Rig(new HashPolicy.Header(HeaderName.Of("x-user"), Terminal: false));
        var balancer = new MaglevFactory().Create(new HostSet([.. rig.Worker.Clusters.Find("up")!.Snapshot.Hosts]), new SeededRandom(1));

        Assert.Equal(balancer.Pick(new LoadBalancerContext(XxHash64.Of("ann"u8))).Host.Address.Port, HostOf(rig, "X-User: ann"));
    }

    [Fact]
    public void The_order_of_a_headers_lines_does_not_matter()
    {
        using var rig = Rig(new HashPolicy.Header(HeaderName.Of("x-user"), Terminal: false));
        foreach (var i in Enumerable.Range(0, 6))
            Assert.Equal(HostOf(rig, $"X-User: a{i}\r\nX-User: b"), HostOf(rig, $"X-User: b\r\nX-User: a{i}"));
    }

    [Fact]
    public void A_terminal_policy_that_found_something_is_the_last()
    {
        using var rig = Rig(new HashPolicy.Header(HeaderName.Of("x-user"), Terminal: true), new HashPolicy.QueryParameter("q", Terminal: false));
        Assert.Single(Enumerable.Range(0, 8).Select(i => HostOf(rig, "X-User: ann", $"/?q={i}")).Distinct());
        Assert.True(Enumerable.Range(0, 8).Select(i => HostOf(rig, "X-Other: ann", $"/?q={i}")).Distinct().Count() > 2);
    }

    [Fact]
    public void A_client_without_the_cookie_gets_one_that_leads_back()
    {
        using var rig = Rig(new HashPolicy.Cookie("session", "/", TimeSpan.FromMinutes(2), Terminal: false));
        rig.Downstream = new ConnectionInfo { Id = 1, RemoteIp = "10.0.0.9", RemoteAddress = "10.0.0.9:5000", LocalAddress = "10.0.0.1:80" };
        var response = rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var made = XxHash64.Of(Encoding.ASCII.GetBytes("10.0.0.9:500010.0.0.1:80")).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"\r\nset-cookie: session=\"{made}\"; Max-Age=120; Path=/; HttpOnly\r\n", response);
        var first = LastHost(rig);

        rig.Downstream = rig.Downstream with { RemoteAddress = "10.0.0.7:1", RemoteIp = "10.0.0.7" };
        Assert.Equal(first, HostOf(rig, $"Cookie: other=1; session=\"{made}\""));
    }

    [Fact]
    public void A_cookie_that_is_there_is_not_made_again()
    {
        using var rig = Rig(new HashPolicy.Cookie("session", "", TimeSpan.Zero, Terminal: false));
        Assert.DoesNotContain("set-cookie", rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\nCookie: session=mine\r\n\r\n"));
        Assert.Matches("set-cookie: session=\"[0-9a-f]+\"; HttpOnly\r\n", rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    }

    [Fact]
    public void A_client_address_goes_to_one_host()
    {
        using var rig = Rig(new HashPolicy.SourceAddress(Terminal: false));
        Assert.Single(Enumerable.Range(0, 6).Select(i => HostOf(rig, $"X-Any: {i}")).Distinct());
    }

    static int HostOf(HttpRig rig, string header, string path = "/")
    {
        rig.Exchange($"GET {path} HTTP/1.1\r\nHost: h\r\n{header}\r\n\r\n");
        return LastHost(rig);
    }

    /// <summary>The port of the host whose count of requests has grown.</summary>
    static int LastHost(HttpRig rig)
    {
        var hosts = rig.Worker.Clusters.Find("up")!.Snapshot.Hosts.Select(state => state.Host).ToList();
        var grown = hosts.Single(host => host.Totals.Requests > Seen.GetValueOrDefault(host));
        Seen[grown] = grown.Totals.Requests;
        return grown.Address.Port;
    }

    [ThreadStatic]
    static Dictionary<Host, long>? seen;

    static Dictionary<Host, long> Seen => seen ??= new(ReferenceEqualityComparer.Instance);
}
