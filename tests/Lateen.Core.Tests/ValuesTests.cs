using System.Net;

namespace Lateen.Core.Tests;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("250ms", 250_000_000)]
    [InlineData(".5us", 500)]
    [InlineData("0", 0)]
    [InlineData("-2s", -2_000_000_000)]
    [InlineData("+1ns", 1)]
    [InlineData("0.000000001s", 1)]
    [InlineData("1µs", 1000)]
    public void A_duration_is_a_sum_of_numbers_with_units(string text, long nanoseconds)
    {
        Assert.True(DurationText.TryParse(text, out long actual));
        Assert.Equal(nanoseconds, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1s ")]
    [InlineData(".s")]
    [InlineData("1s-1s")]
    [InlineData("9999999999999999999h")]
    [InlineData("--1s")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out long _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("fd00::/8", "fdff::1", true)]
    [InlineData("fd00::/8", "fe00::1", false)]
    [InlineData("10.0.0.129/25", "10.0.0.200", true)]
    public void A_range_contains_the_addresses_of_its_prefix(string range, string address, bool expected)
    {
        Assert.True(Cidr.TryParse(range, out var cidr));
        Assert.Equal(expected, cidr.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0/8")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("256.0.0.1")]
    [InlineData("::/129")]
    public void What_is_no_range_is_refused(string text) => Assert.False(Cidr.TryParse(text, out _));

    [Fact]
    public void A_range_drops_the_bits_behind_its_prefix()
    {
        Assert.True(Cidr.TryParse("10.1.2.3/16", out var cidr));
        Assert.Equal("10.1.0.0/16", cidr.ToString());
        Assert.True(Cidr.TryParse("10.1.128.0/17", out var inner));
        Assert.True(cidr.Contains(inner));
        Assert.False(inner.Contains(cidr));
    }

    [Theory]
    [InlineData("spiffe://cluster.local/ns/default/sa/bookinfo", true)]
    [InlineData("spiffe://td", true)]
    [InlineData("spiffe://", false)]
    [InlineData("spiffe://TD/ns", false)]
    [InlineData("spiffe://td:80/ns", false)]
    [InlineData("spiffe://td/ns//sa", false)]
    [InlineData("spiffe://td/ns/../sa", false)]
    [InlineData("spiffe://td/", false)]
    [InlineData("spiffe://td/a?b", false)]
    [InlineData("https://td/a", false)]
    public void A_spiffe_id_follows_the_specification(string text, bool expected)
    {
        Assert.Equal(expected, SpiffeId.TryParse(text, out var id));
        if (expected)
            Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void A_workload_identity_names_namespace_and_service_account()
    {
        var id = SpiffeId.Workload("cluster.local", "default", "reviews");
        Assert.Equal("cluster.local/ns/default/sa/reviews", id.Principal);
        Assert.True(id.TryGetWorkload(out var inNamespace, out var account));
        Assert.Equal(("default", "reviews"), (inNamespace, account));
        Assert.False(new SpiffeId("td", "/ns/a").TryGetWorkload(out _, out _));
        Assert.False(default(SpiffeId).TryGetWorkload(out _, out _));
    }

    [Fact]
    public void A_selector_selects_objects_that_have_all_its_labels()
    {
        var labels = Labels.Of(("version", "v1"), ("app", "reviews"));
        Assert.True(Labels.Of(("app", "reviews")).Select(labels));
        Assert.True(labels.Select(labels));
        Assert.True(Labels.Empty.Select(labels));
        Assert.False(Labels.Of(("app", "ratings")).Select(labels));
        Assert.False(Labels.Of(("app", "reviews"), ("tier", "web")).Select(labels));
        Assert.False(labels.Select(Labels.Empty));
    }

    [Fact]
    public void Labels_are_compared_by_content()
    {
        var labels = Labels.Of(("b", "2"), ("a", "1"));
        Assert.Equal(Labels.Of(("a", "1"), ("b", "2")), labels);
        Assert.Equal("a=1,b=2", labels.ToString());
        Assert.Equal("2", labels["b"]);
        Assert.Equal("none", labels.Get("c", "none"));
        Assert.NotEqual(Labels.Of(("a", "1")), labels);
    }

    [Fact]
    public void Localities_are_read_with_either_separator()
    {
        Assert.Equal(new Locality("r", "z", "s"), Locality.Parse("r/z/s"));
        Assert.Equal(new Locality("r", "z", ""), Locality.Parse("r.z"));
        Assert.Equal(Locality.None, Locality.Parse(""));
        Assert.Equal("r/z", Locality.Parse("r/z").ToString());
    }

    [Fact]
    public void A_diagnostic_reads_as_a_link_and_a_sentence()
    {
        var diagnostic = new Diagnostic(DiagnosticCode.UnknownField, Severity.Error, "has no field \"hoste\"")
        {
            Object = new ObjectRef("VirtualService", "default", "reviews"),
            Location = new SourceLocation("a.yaml", 7, 3),
            Advice = "did you mean \"hosts\"?",
        };
        Assert.Equal("a.yaml:7:3: Error LAT0004 (VirtualService default/reviews) has no field \"hoste\"; did you mean \"hosts\"?", diagnostic.ToString());
    }
}
