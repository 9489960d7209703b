using System.Text;
using CsCheck;
using Lateen.Core.Re2;

namespace Lateen.Core.Tests.Re2;

public sealed class Re2PatternTests
{
    [Theory]
    // Where .NET and RE2 differ, a policy could be passed by.
    [InlineData("^/admin$", "/admin", true)]
    [InlineData("^/admin$", "/admin\n", false)]
    [InlineData(@"\d+", "123", true)]
    [InlineData(@"\d+", "١٢٣", false)]
    [InlineData(@"\w", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"\s", "\v", false)]
    [InlineData(@"[\s]", "\u00a0", false)]
    [InlineData("[[:alpha:]]+", "abcXYZ", true)]
    [InlineData("[[:alpha:]]+", "é", false)]
    [InlineData("[[:^digit:]x]", "7", false)]
    [InlineData("[a-z-[aeiou]]", "b", false)]
    [InlineData("[a-z-[aeiou]]", "b]", true)]
    [InlineData("(?P<x>a)b", "ab", true)]
    [InlineData("(?<x>a)b", "ab", true)]
    [InlineData(@"\Q.*\E", ".*", true)]
    [InlineData(@"\Q.*\E", "abc", false)]
    [InlineData(@"\Qa|b", "a|b", true)]
    [InlineData(@"\pN+", "1٢Ⅷ", true)]
    [InlineData(@"\p{Lu}", "É", true)]
    [InlineData(@"\PL", "é", false)]
    [InlineData(@"\x{41}\x42", "AB", true)]
    [InlineData(@"\x{1F600}", "😀", true)]
    [InlineData(@"\101", "A", true)]
    [InlineData("(?U)a+", "aaa", true)]
    [InlineData(".", "\n", false)]
    [InlineData("(?s).", "\n", true)]
    [InlineData("[^a]", "\n", true)]
    [InlineData(".", "é", true)]
    [InlineData("..", "é", false)]
    [InlineData("(?i)straße", "STRAßE", true)]
    [InlineData("(?i)k", "K", true)]
    [InlineData("(?i)[^k]", "K", false)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("(?i)a(?-i)b", "Ab", true)]
    [InlineData("(?m)a$\n^b", "a\nb", true)]
    [InlineData("a$\nb", "a\nb", false)]
    [InlineData(@"\ba\b", "a", true)]
    [InlineData(@"é\ba", "éa", true)]
    [InlineData("a{2,3}", "aaa", true)]
    [InlineData("a{2,3}", "aaaa", false)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a|", "", true)]
    [InlineData("()", "", true)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("[^]a]", "b", true)]
    [InlineData(@"[\]\-]", "-", true)]
    [InlineData("a||b", "b", true)]
    [InlineData(".*/(admin|root)(/.*)?", "/x/admin/y", true)]
    public void Matches_as_RE2_does(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Compile(pattern).IsFullMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("(a", "missing ): (a")]
    [InlineData("a)", "unexpected ): a)")]
    [InlineData("[a", "missing ]: [a")]
    [InlineData("*a", "no argument for repetition operator: *")]
    [InlineData("a**", "bad repetition operator: **")]
    [InlineData("a{2}{3}", "bad repetition operator: {2}{3}")]
    [InlineData("a{1001}", "invalid repetition size: {1001}")]
    [InlineData("a{3,2}", "invalid repetition size: {3,2}")]
    [InlineData("[z-a]", "invalid character class range: z-a")]
    [InlineData("[[:foo:]]", "invalid character class range: [:foo:]")]
    [InlineData(@"\pX", @"invalid character class range: \pX")]
    [InlineData(@"(a)\1", @"invalid escape sequence: \1")]
    [InlineData(@"\y", @"invalid escape sequence: \y")]
    [InlineData(@"\Z", @"invalid escape sequence: \Z")]
    [InlineData("a\\", "trailing \\: a\\")]
    [InlineData("(?=a)", "invalid perl operator: (?=")]
    [InlineData("(?<!a)", "invalid perl operator: (?<")]
    [InlineData("(?P<1-2>a)", "invalid named capture group: (?P<1-2>")]
    [InlineData("((a{500}){500}){500}", "pattern too large - compile failed: program size 125751501 is above 32768")]
    public void Refuses_in_RE2s_words(string pattern, string error)
    {
        Assert.False(Re2Pattern.TryCompile(pattern, out _, out var said));
        Assert.Equal(error, said);
    }

    [Theory]
    [InlineData("/api/(v[0-9]+)/(.*)", @"/\2?version=\1", "/api/v2/users", "/users?version=v2")]
    [InlineData("a", "b", "banana", "bbnbnb")]
    [InlineData("é", @"<\0>", "été", "<é>t<é>")]
    public void Replaces_every_match(string pattern, string rewrite, string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Compile(pattern).ReplaceAll(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(rewrite))));

    [Fact]
    public void A_rewrite_may_only_name_groups_that_exist()
    {
        Assert.True(Compile("(a)").IsValidRewrite(@"\0\1\\", out _));
        Assert.False(Compile("(a)").IsValidRewrite(@"\2", out var error));
        Assert.Equal(@"Rewrite schema requests 2 matches, but the regexp only has 1 parenthesized subexpressions.", error);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_match_no_class() =>
        Assert.False(Compile("(?s).*").IsFullMatch([(byte)'a', 0xFF, (byte)'b']));

    [Fact]
    public void Any_text_is_an_expression_or_an_error_and_never_an_exception() =>
        Gen.String[Gen.Char["ab09.*+?|()[]{}^$\\-:,<>PpQEdwsxiU=!é\n"], 0, 24].Sample(pattern =>
            Re2Pattern.TryCompile(pattern, out var compiled, out var error)
                ? compiled.IsFullMatch("ab"u8) is var _ : error.Length > 0, iter: 3_000);

    [Fact]
    public void Quoted_text_matches_itself_alone() =>
        Gen.Select(Gen.String[Gen.Char["ab.*\\[(é😀"[..7]], 0, 8], Gen.String[Gen.Char["ab.*\\[(é"], 0, 8]).Sample((text, other) =>
        {
            var quoted = Compile(string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c > 127 ? c.ToString() : "\\" + c)));
            return quoted.IsFullMatch(Encoding.UTF8.GetBytes(text)) && quoted.IsFullMatch(Encoding.UTF8.GetBytes(other)) == (text == other);
        });

    [Fact]
    public void A_match_of_ordinary_size_allocates_nothing()
    {
        var pattern = Compile("/api/v[0-9]+/.*");
        var path = "/api/v17/users/1"u8.ToArray();
        for (var i = 0; i < 200; i++)
            pattern.IsFullMatch(path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            pattern.IsFullMatch(path);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static Re2Pattern Compile(string pattern) =>
        Re2Pattern.TryCompile(pattern, out var compiled, out var error) ? compiled : throw new FormatException(error);
}
