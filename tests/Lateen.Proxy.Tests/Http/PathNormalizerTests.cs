using System.Text;
using CsCheck;
using Lateen.Proxy.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

public sealed class PathNormalizerTests
{
    static readonly HttpConnectionManagerConfig Base = new()
    {
        StatPrefix = "test",
        Filters = [],
        Routes = new RouteSource.Rds("none"),
        NormalizePath = true,
    };

    [Theory]
    [InlineData("/a//b/..//c", "/a///c")]
    [InlineData("/a/...", "/a/...")]
    [InlineData("/a;x/../b", "/b")]
    [InlineData("/%41%2e%2E/b", "/A../b")]
    [InlineData("/a%", "/a%")]
    [InlineData("/a%4", "/a%4")]
    [InlineData("/%2541", "/%2541")]
    [InlineData("/a/%2e%2e/b", "/b")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/a%zz", "/a%zz")]
    [InlineData("/a\\b", "/a/b")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/../../a", "/a")]
    [InlineData("/a|b\"", "/a%7Cb%22")]
    [InlineData("/a?x=/../%41", "/a?x=/../%41")]
    [InlineData("/a/../b?q#f", "/b?q")]
    [InlineData("/a#f", "/a")]
    [InlineData("/%7e%5f", "/~_")]
    [InlineData("/a/..;/b", "/b")]
    [InlineData("/a/..;x=1/b", "/b")]
    [InlineData("/a/.;/b", "/a/b")]
    [InlineData("/a/..;", "/")]
    [InlineData("/a/...;/b", "/a/...;/b")]
    [InlineData("/a/x..;/b", "/a/x..;/b")]
    [InlineData("/a;/b;/..;/c", "/a;/c")]
    [InlineData("/a/..%3b/b", "/a/..%3b/b")]
    public void Base_normalises_as_Envoy_does(string path, string expected) => Assert.Equal(expected, Normalize(path, Base));

    [Theory]
    [InlineData("/a/%2e%2e;/b", "/b")]
    [InlineData("/a/.%2E;x/b", "/b")]
    public void Escaped_dots_with_parameters_are_dots_where_Envoy_leaves_them(string path, string expected) => Assert.Equal(expected, Normalize(path, Base));

    [Theory]
    [InlineData("/%00")]
    [InlineData("/a%00b")]
    public void An_escaped_NUL_is_refused(string path) => Assert.Equal("rejected", Normalize(path, Base));

    [Theory]
    [InlineData("//a///b//", "/a/b/")]
    [InlineData("/a?b//c", "/a?b//c")]
    public void Slashes_are_merged_in_the_path_only(string path, string expected) => Assert.Equal(expected, Normalize(path, Base with { MergeSlashes = true }));

    [Theory]
    [InlineData("/a%2fb", "/a/b")]
    [InlineData("/a%5C..%2Fb", "/b")]
    [InlineData("/a%2f%2fb", "/a/b")]
    public void Escaped_slashes_are_decoded_before_dots_and_merging(string path, string expected) =>
        Assert.Equal(expected, Normalize(path, Base with { MergeSlashes = true, EscapedSlashes = EscapedSlashesAction.UnescapeAndForward }));

    [Fact]
    public void Escaped_slashes_can_be_refused_or_redirected()
    {
        Assert.Equal("rejected", Normalize("/a%2Fb", Base with { EscapedSlashes = EscapedSlashesAction.RejectRequest }));
        Assert.Equal("redirect /a/b", Normalize("/a%2Fb", Base with { EscapedSlashes = EscapedSlashesAction.UnescapeAndRedirect }));
    }

    [Fact]
    public void Without_normalisation_nothing_changes() =>
        Assert.Equal("/a/../b%2e\\", Normalize("/a/../b%2e\\", Base with { NormalizePath = false }));

    /// <summary>What is normal stays as it is: a second hop decides by the same path as the first.</summary>
    [Fact]
    public void Normalising_twice_changes_nothing_more() =>
        Gen.String["/.%2eEfF5cC\\aA?|"].Select(text => "/" + text).Sample(path =>
        {
            var config = Base with { MergeSlashes = true, EscapedSlashes = EscapedSlashesAction.UnescapeAndForward };
            var once = Normalize(path, config);
            return once == "rejected" || Normalize(once, config) == once;
        });

    static string Normalize(string path, HttpConnectionManagerConfig config)
    {
        var output = new byte[(path.Length * 3) + 8];
        var outcome = PathNormalizer.Normalize(Encoding.Latin1.GetBytes(path), config, output, out var length);
        return outcome switch
        {
            PathOutcome.Unchanged => path,
            PathOutcome.Changed => Encoding.Latin1.GetString(output, 0, length),
            PathOutcome.Redirect => "redirect " + Encoding.Latin1.GetString(output, 0, length),
            _ => "rejected",
        };
    }
}
