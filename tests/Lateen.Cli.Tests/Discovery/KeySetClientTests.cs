using System.Net;
using Lateen.Cli.Discovery;
using Lateen.Core;
using Lateen.Pilot.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>Over real HTTP: what is a key set, what is none, and whom nobody may ask.</summary>
public sealed class KeySetClientTests : IAsyncLifetime
{
    const string KeySet = """{"keys":[]}""";

    WebApplication web = null!;
    string address = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        web.MapGet("/jwks", () => Results.Text(KeySet));
        web.MapGet("/moved", () => Results.Redirect("/jwks"));
        web.MapGet("/other", () => Results.Text("{}"));
        web.MapGet("/text", () => Results.Text("nothing"));
        web.MapGet("/big", () => Results.Text($$"""{"keys":[],"pad":"{{new string('x', KeySetClient.MaxBytes)}}"}"""));
        web.MapGet("/slow", async (HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted));
        web.MapGet("/issuer/.well-known/openid-configuration", () => Results.Text($$"""{"jwks_uri":"{{address}}/jwks"}"""));
        web.MapGet("/bad/.well-known/openid-configuration", () => Results.Text("{}"));
        await web.StartAsync(TestContext.Current.CancellationToken);
        address = web.Urls.Single();
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [Theory]
    [InlineData("/jwks", "")]
    [InlineData("/moved", "")]
    [InlineData("", "/issuer")]
    [InlineData("", "/issuer/")]
    public async Task Key_set_is_fetched(string path, string issuer) => Assert.Equal(KeySet, await FetchAsync(path, issuer));

    [Theory]
    [InlineData("/other", "", "no list of keys")]
    [InlineData("/text", "", "is no JSON")]
    [InlineData("/big", "", "")]
    [InlineData("/none", "", "answered 404")]
    [InlineData("", "/bad", "has no jwks_uri")]
    public async Task What_is_no_key_set_is_said(string path, string issuer, string reason)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync(path, issuer));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_has_an_end() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync("/slow", "", TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task Networks_of_the_operator_and_of_the_link_are_not_asked()
    {
        Assert.True(Cidr.TryParse("127.0.0.0/8", out var loopback));
        using var client = new KeySetClient([loopback]);
        foreach (var uri in new[] { address + "/jwks", "http://169.254.169.254/latest", "http://[::ffff:169.254.169.254]/latest", "http://[fe80::1]/" })
        {
            var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.FetchAsync(new KeySetSource(uri, "", TimeSpan.FromSeconds(5)), TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.Contains("must not be asked", failure.ToString(), StringComparison.Ordinal);
        }
    }

    async Task<string> FetchAsync(string path, string issuer, TimeSpan? timeout = null)
    {
        using var client = new KeySetClient([]);
        var source = new KeySetSource(path.Length > 0 ? address + path : "", issuer.Length > 0 ? address + issuer : "", timeout ?? TimeSpan.FromSeconds(30));
        return await client.FetchAsync(source, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
