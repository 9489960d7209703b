using System.Text;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Tests.Matching;

public sealed class DynamicMetadataTests
{
    const string Jwt = "envoy.filters.http.jwt_authn";

    readonly StreamInfo info = new();

    public DynamicMetadataTests()
    {
        info.SetMetadata(Jwt, "payload", Struct(
            ("iss", Text("issuer")), ("groups", List(Text("admins"), Text("users"))), ("level", new MetadataValue.NumberValue(3)),
            ("real", new MetadataValue.BoolValue(true)), ("nothing", MetadataValue.Null), ("who", Struct(("name", Text("ann"))))));
    }

    [Theory]
    [InlineData("payload/iss", "issuer", true)]
    [InlineData("payload/iss", "other", false)]
    [InlineData("payload/who/name", "ann", true)]
    [InlineData("payload/who/name/first", "ann", false)]
    [InlineData("payload/who", "ann", false)]
    [InlineData("payload/groups", "admins", false)]
    [InlineData("payload/level", "3", false)]
    [InlineData("payload/none", "", false)]
    [InlineData("other/iss", "issuer", false)]
    public void Text_at_a_path_matches(string path, string wanted, bool expected)
    {
        Assert.Equal(expected, Matcher(path, Exact(wanted)).IsMatch(info.DynamicMetadata));
        Assert.Equal(!expected, (Matcher(path, Exact(wanted)) with { Invert = true }).IsMatch(info.DynamicMetadata));
    }

    [Fact]
    public void Kinds_of_values_match_their_own_conditions()
    {
        Assert.True(Matches("payload/groups", new MetadataValueMatcher.ListMatch(Exact("users"))));
        Assert.False(Matches("payload/groups", new MetadataValueMatcher.ListMatch(Exact("other"))));
        Assert.False(Matches("payload/iss", new MetadataValueMatcher.ListMatch(Exact("issuer"))));
        Assert.True(Matches("payload/iss", new MetadataValueMatcher.AnyMatch([new MetadataValueMatcher.ListMatch(Exact("issuer")), Exact("issuer")])));
        Assert.True(Matches("payload/level", new MetadataValueMatcher.NumberMatch(3, null)));
        Assert.False(Matches("payload/level", new MetadataValueMatcher.NumberMatch(0, 3)));
        Assert.True(Matches("payload/real", new MetadataValueMatcher.BoolMatch(true)));
        Assert.True(Matches("payload/nothing", new MetadataValueMatcher.NullMatch()));
        Assert.True(Matches("payload/nothing", new MetadataValueMatcher.PresentMatch(true)));
        Assert.False(Matches("payload/none", new MetadataValueMatcher.PresentMatch(true)));
        Assert.False(Matches("payload/none", new MetadataValueMatcher.NullMatch()));
    }

    [Fact]
    public void Long_text_is_matched_whole()
    {
        info.SetMetadata(Jwt, "long", Text(new string('a', 5000) + "z"));
        Assert.True(Matches("long", new MetadataValueMatcher.StringMatch(StringMatcher.Suffix("az"))));
    }

    [Fact]
    public void Stream_without_metadata_matches_only_what_is_inverted()
    {
        Assert.False(Matcher("payload/iss", Exact("issuer")).IsMatch(null));
        Assert.True((Matcher("payload/iss", Exact("issuer")) with { Invert = true }).IsMatch(null));
    }

    [Fact]
    public void Later_value_replaces_and_a_new_stream_has_none()
    {
        info.SetMetadata(Jwt, "payload", Text("new"));
        Assert.Equal(Text("new"), info.DynamicMetadata!.Find(Jwt, "payload"));
        Assert.Equal([Jwt], info.DynamicMetadata.Namespaces);
        info.Reset();
        Assert.True(info.DynamicMetadata.IsEmpty);
    }

    [Fact]
    public void Prepared_values_cost_no_memory()
    {
        var value = Text("policy");
        info.SetMetadata("envoy.filters.http.rbac", "id", value);
        var matcher = new MetadataMatcher("envoy.filters.http.rbac", ["id"], new MetadataValueMatcher.StringMatch(StringMatcher.Prefix("pol")));
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            info.Reset();
            info.SetMetadata("envoy.filters.http.rbac", "id", value);
            if (!matcher.IsMatch(info.DynamicMetadata))
                throw new InvalidOperationException("no match");
        }
    }

    [Fact]
    public void Json_has_sorted_names_and_plain_numbers() => Assert.Equal(
        """{"groups":["admins","users"],"iss":"issuer","level":3,"nothing":null,"real":true,"who":{"name":"ann"}}""",
        Encoding.UTF8.GetString(MetadataJson.Bytes(info.DynamicMetadata!.Find(Jwt, "payload")!).Span));

    bool Matches(string path, MetadataValueMatcher value) => Matcher(path, value).IsMatch(info.DynamicMetadata);

    static MetadataMatcher Matcher(string path, MetadataValueMatcher value) => new(Jwt, [.. path.Split('/')], value);

    static MetadataValueMatcher Exact(string text) => new MetadataValueMatcher.StringMatch(StringMatcher.Exact(text));

    static MetadataValue Text(string text) => new MetadataValue.StringValue(text);

    static MetadataValue List(params MetadataValue[] items) => new MetadataValue.ListValue([.. items]);

    static MetadataValue Struct(params (string Name, MetadataValue Value)[] fields) =>
        MetadataValue.StructValue.Of(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
