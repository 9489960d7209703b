using CsCheck;

namespace Lateen.Core.Tests;

public sealed class HostnameTests
{
    [Theory]
    [InlineData("reviews", "reviews.default.svc.cluster.local")]
    [InlineData("Reviews", "reviews.default.svc.cluster.local")]
    [InlineData("reviews.other", "reviews.other")]
    [InlineData("*.example.com", "*.example.com")]
    [InlineData("*", "*")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("", "")]
    public void A_name_resolves_against_the_namespace_of_its_object(string text, string expected) =>
        Assert.Equal(expected, Hostname.Resolve(text, "default", "cluster.local").Value);

    [Theory]
    [InlineData("a.example.com", "*.example.com", true)]
    [InlineData("a.b.example.com", "*.example.com", true)]
    [InlineData("example.com", "*.example.com", false)]
    [InlineData("*.b.example.com", "*.example.com", true)]
    [InlineData("*.example.com", "*.b.example.com", false)]
    [InlineData("*.example.com", "*.example.com", true)]
    [InlineData("*", "*.example.com", false)]
    [InlineData("*", "*", true)]
    [InlineData("anything", "*", true)]
    [InlineData("*.com", "com", false)]
    [InlineData("", "", true)]
    public void A_host_is_a_subset_of_a_wildcard_by_its_suffix(string host, string of, bool expected) =>
        Assert.Equal(expected, Hostname.Of(host).SubsetOf(Hostname.Of(of)));

    [Fact]
    public void Hosts_sort_most_specific_first()
    {
        string[] sorted = [.. new[] { "*", "*.com", "b.com", "*.b.com", "a.b.com", "a.com" }.Select(Hostname.Of).Order().Select(host => host.Value)];
        Assert.Equal(["a.b.com", "a.com", "b.com", "*.b.com", "*.com", "*"], sorted);
    }

    [Fact]
    public void The_most_specific_host_that_matches_is_found()
    {
        Hostname[] hosts = [Hostname.Of("*"), Hostname.Of("*.example.com"), Hostname.Of("*.b.example.com")];
        Assert.True(Hostname.Of("a.b.example.com").TryFindMostSpecific(hosts, out var found));
        Assert.Equal("*.b.example.com", found.Value);
        Assert.False(Hostname.Of("a").TryFindMostSpecific([Hostname.Of("b")], out _));
    }

    [Theory]
    [InlineData("reviews", null)]
    [InlineData("*", null)]
    [InlineData("*.foo.com", null)]
    [InlineData("", "is empty")]
    [InlineData("a..b", "has an empty label")]
    [InlineData("a.*.b", "may have \"*\" only as its whole leftmost label")]
    [InlineData("a_b", "has a character that is no letter, digit or \"-\" in \"a_b\"")]
    [InlineData("-a", "has a label that starts or ends with \"-\" (\"-a\")")]
    public void An_impossible_host_says_why(string text, string? expected)
    {
        Assert.Equal(expected is null, Hostname.IsValid(text, out var reason));
        Assert.Equal(expected, reason);
    }

    [Fact]
    public void The_default_value_is_the_empty_host() => Assert.Equal(default, Hostname.Of(""));

    static readonly Gen<Hostname> Hosts = Gen.Select(Gen.Bool, Gen.Int[0, 2].Select(index => new[] { "a", "b", "com" }[index]).Array[0, 3])
        .Select((wild, labels) => Hostname.Of(string.Join('.', wild ? ["*", .. labels] : labels)));

    [Fact]
    public void Subset_is_a_partial_order() => Gen.Select(Hosts, Hosts, Hosts).Sample((a, b, c) =>
    {
        Assert.True(a.SubsetOf(a));
        Assert.False(a.SubsetOf(b) && b.SubsetOf(a) && a != b);
        Assert.False(a.SubsetOf(b) && b.SubsetOf(c) && !a.SubsetOf(c));
        Assert.Equal(a.Matches(b), b.Matches(a));
    });
}
