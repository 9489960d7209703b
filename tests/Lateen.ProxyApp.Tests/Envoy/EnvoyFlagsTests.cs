using Lateen.ProxyApp.Envoy;

namespace Lateen.ProxyApp.Tests.Envoy;

public sealed class EnvoyFlagsTests
{
    [Fact]
    public void What_istios_agent_passes_is_read()
    {
        string[] arguments =
        [
            "-c", "etc/istio/proxy/envoy-rev.json", "--drain-time-s", "45", "--drain-strategy", "immediate", "--local-address-ip-version", "v4",
            "--file-flush-interval-msec", "1000", "--disable-hot-restart", "--allow-unknown-static-fields", "-l", "warning", "--component-log-level", "misc:error", "--concurrency", "2",
        ];
        var flags = EnvoyFlags.Read(arguments, out var error);

        Assert.Equal("", error);
        Assert.Equal(("etc/istio/proxy/envoy-rev.json", 2, 45), (flags!.File, flags.Concurrency, flags.DrainSeconds));
    }

    [Theory]
    [InlineData("--concurrency=3", 3)]
    [InlineData("--concurrency 3", 3)]
    public void A_value_stands_behind_an_equals_sign_or_alone(string text, int expected) =>
        Assert.Equal(expected, EnvoyFlags.Read(["-c", "f", .. text.Split(' ')], out _)!.Concurrency);

    [Theory]
    [InlineData("--no-such-flag 1", "--no-such-flag")]
    [InlineData("-c f --concurrency many", "many")]
    [InlineData("-c", "missing a value")]
    [InlineData("--concurrency 2", "--config-path or --config-yaml")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.Null(EnvoyFlags.Read(text.Split(' '), out var error));
        Assert.Contains(expected, error);
    }
}
