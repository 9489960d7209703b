using System.Buffers.Text;
using System.Text;
using Lateen.Testing;

namespace Lateen.Citadel.Tests;

public sealed class TokenTests : IDisposable
{
    static readonly PodIdentity Pod = new("default", "web", "web-1");
    readonly ManualTime time = new();
    readonly TokenKey key = TokenKey.Generate();

    [Fact]
    public void Fresh_token_says_whose_it_is() => Assert.Equal(TokenCheck.Valid(Pod, time.GetUtcNow() + TokenIssuer.DefaultLife), Check(Issue()));

    [Fact]
    public void Token_expires()
    {
        string token = Issue();
        time.Advance(TokenIssuer.DefaultLife - TimeSpan.FromSeconds(1));
        Assert.Null(Check(token).Refusal);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("it has expired", Check(token).Refusal);
    }

    [Fact]
    public void Token_for_another_audience_is_refused() =>
        Assert.Equal("it is not for the audience istio-ca", Check(new TokenIssuer(key, time).Issue(Pod, TokenIssuer.DefaultLife, "vault")).Refusal);

    [Fact]
    public void Token_of_another_key_is_refused()
    {
        using TokenKey other = TokenKey.Generate();
        Assert.Equal("it was not signed by this control plane", Check(new TokenIssuer(other, time).Issue(Pod, TokenIssuer.DefaultLife)).Refusal);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS256","kid":"KID"}""")]
    [InlineData("""{"alg":["ES256"],"kid":"KID"}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("nonsense")]
    public void Header_that_names_another_algorithm_is_refused(string header)
    {
        string[] parts = Issue().Split('.');
        parts[0] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.Replace("KID", key.Id, StringComparison.Ordinal)));
        Assert.Equal("it was not signed by this control plane", Check(string.Join('.', parts)).Refusal);
    }

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        string token = Issue();
        for (int at = 0; at < token.Length; at++)
        {
            // The last character of a part may carry bits that base64url ignores; a stricter decoder refuses them too.
            char other = token[at] == 'A' ? 'B' : 'A';
            TokenCheck check = Check(token[..at] + other + token[(at + 1)..]);
            Assert.True(check.Refusal is not null, $"position {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("!.!.!")]
    public void What_is_no_token_is_refused(string token) => Assert.NotNull(Check(token).Refusal);

    [Fact]
    public void Key_is_kept_in_a_file_that_others_cannot_read()
    {
        string folder = Directory.CreateTempSubdirectory("lateen-token-").FullName;
        try
        {
            using TokenKey first = TokenKey.LoadOrCreate(folder);
            using TokenKey second = TokenKey.LoadOrCreate(folder);
            Assert.Equal(first.Id, second.Id);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "token-key.pem")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => key.Dispose();

    string Issue() => new TokenIssuer(key, time).Issue(Pod, TokenIssuer.DefaultLife);

    TokenCheck Check(string token) => new TokenChecker(key, time).Check(token);
}
