namespace Lateen.Core.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData("outbound|9080|v1|reviews.default.svc.cluster.local")]
    [InlineData("outbound|80||example.com")]
    [InlineData("inbound|9080||")]
    public void Cluster_names_survive_the_round_trip(string text)
    {
        Assert.True(ClusterName.TryParse(text, out var name));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("PassthroughCluster")]
    [InlineData("outbound|x||a")]
    [InlineData("outbound|65536||a")]
    [InlineData("outbound|1|a")]
    [InlineData("sideways|1||a")]
    public void What_is_no_service_cluster_is_refused(string text) => Assert.False(ClusterName.TryParse(text, out _));

    [Fact]
    public void The_server_name_of_a_cluster_has_underscores() =>
        Assert.Equal("outbound_.9080_.v1_.reviews.default.svc.cluster.local", ClusterName.Outbound(9080, "reviews.default.svc.cluster.local", "v1").Sni);

    [Fact]
    public void Names_of_routes_listeners_and_secrets_are_Istios()
    {
        Assert.Equal("0.0.0.0_80", ListenerName.For("0.0.0.0", 80));
        Assert.Equal("http.8080", RouteName.GatewayHttp(8080));
        Assert.Equal("http.8080.10.0.0.1", RouteName.GatewayHttp(8080, "10.0.0.1"));
        Assert.Equal("https.443.https.gw.istio-system", RouteName.GatewayHttps(443, "https", "gw", "istio-system"));
        Assert.Equal("file-cert:/a~/b", SecretName.FileCertificate("/a", "/b"));
        Assert.Equal("kubernetes-gateway://ns/name", SecretName.KubernetesGateway("ns", "name"));
    }

    [Fact]
    public void A_node_id_has_four_parts()
    {
        Assert.True(NodeId.TryParse("sidecar~10.0.0.1~reviews-v1.with.dots.default~default.svc.cluster.local", out var node));
        Assert.Equal(("reviews-v1.with.dots", "default"), (node.Pod, node.Namespace));
        Assert.False(NodeId.TryParse("sidecar~10.0.0.1~a.b", out _));
        Assert.False(NodeId.TryParse("pod~10.0.0.1~a.b~c", out _));
    }

    [Fact]
    public void Every_response_flag_has_all_its_forms()
    {
        Assert.Equal(Enum.GetValues<ResponseFlag>().Length, ResponseFlagText.Count);
        foreach (var flag in Enum.GetValues<ResponseFlag>())
        {
            Assert.Equal(flag.ToString(), flag.Long());
            Assert.EndsWith(".", flag.Sentence());
            Assert.True(ResponseFlagText.TryParse(flag.Short(), out var parsed));
            Assert.Equal(flag, parsed);
        }

        Assert.Equal("UPE", ResponseFlag.UpstreamProtocolError.Short());
        Assert.Equal("UDO", ResponseFlag.UnconditionalDropOverload.Short());
    }

    [Fact]
    public void Response_flags_print_in_the_order_in_which_they_were_set()
    {
        var flags = default(ResponseFlags);
        Assert.Equal("-", flags.ToString());
        flags.Set(ResponseFlag.UpstreamRetryLimitExceeded);
        flags.Set(ResponseFlag.UpstreamConnectionFailure);
        flags.Set(ResponseFlag.UpstreamRetryLimitExceeded);
        Assert.Equal("URX,UF", flags.ToString());
        Assert.True(flags.Has(ResponseFlag.UpstreamConnectionFailure));
        Assert.False(flags.Has(ResponseFlag.NoRouteFound));
        Assert.Equal(2, flags.Count);
        flags.Clear();
        Assert.True(flags.IsEmpty);
    }

    [Fact]
    public void Response_flags_hold_eight_and_drop_the_ninth()
    {
        var flags = default(ResponseFlags);
        foreach (var flag in Enum.GetValues<ResponseFlag>())
            flags.Set(flag);
        Assert.Equal(ResponseFlags.Capacity, flags.Count);
        Assert.Equal(ResponseFlag.UpstreamOverflow, flags[7]);
    }
}
