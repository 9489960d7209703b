using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Http;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Extensions.Tests.Jwt;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability.Stats;
using JwtAuthentication = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtAuthentication;

namespace Lateen.Proxy.Extensions.Tests.HttpFilters;

/// <summary>Which requests pass, what they get, and the words for those that do not.</summary>
public sealed class JwtAuthnTests
{
    const string Iss = "https://issuer.example.com";
    const long Now = 1_800_000_000;

    static readonly string Good = $$"""{"iss":"{{Iss}}","sub":"ann","aud":["https://shop/","x"],"exp":{{Now + 100}},"scope":"read write","org":{"name":"acme","n":7},"ok":true,"evil":"a\r\nx-admin: 1"}""";

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("RS384", "rsa")]
    [InlineData("RS512", "rsa")]
    [InlineData("PS256", "rsa")]
    [InlineData("PS384", "rsa")]
    [InlineData("PS512", "rsa")]
    [InlineData("ES256", "P-256")]
    [InlineData("ES384", "P-384")]
    [InlineData("ES512", "P-521")]
    [InlineData("HS256", "oct")]
    [InlineData("HS384", "oct")]
    [InlineData("HS512", "oct")]
    public void Valid_token_passes_and_its_payload_is_metadata(string alg, string kid)
    {
        var stream = Run(Config(), Tokens.Sign(alg, kid, Good));

        Assert.Null(stream.Reply);
        var payload = stream.StreamInfo.DynamicMetadata!;
        Assert.Equal(new MetadataValue.StringValue("ann"), payload.Find("envoy.filters.http.jwt_authn", ["payload", "sub"]));
        Assert.Equal(
            new MetadataValue.ListValue([new MetadataValue.StringValue("read"), new MetadataValue.StringValue("write")]),
            payload.Find("envoy.filters.http.jwt_authn", ["payload", "scope"]));
        Assert.Null(stream.RequestHeader("authorization"));
    }

    [Theory]
    [InlineData("RS256", "P-256", Fails)]
    [InlineData("ES256", "rsa", Fails)]
    [InlineData("ES384", "P-256", Fails)]
    [InlineData("RS256", "unknown", JwtMismatch)]
    [InlineData("RS256", "../../dev/null", JwtMismatch)]
    [InlineData("RS256", "rsa' OR '1'='1", JwtMismatch)]
    public void Key_of_another_id_or_type_does_not_verify(string alg, string kid, string body) => AssertRefused(Run(Config(), Tokens.Sign(alg, kid, Good)), 401, body);

    [Fact]
    public void Public_key_is_no_secret()
    {
        // The attacker signs with HMAC over what everybody knows: the RSA key's numbers, its JSON, and its PEM text.
        foreach (var known in new[] { Tokens.Rsa.ExportParameters(false).Modulus!, Encoding.ASCII.GetBytes(Tokens.RsaJwk("rsa")), Encoding.ASCII.GetBytes(Tokens.Rsa.ExportSubjectPublicKeyInfoPem()) })
        {
            foreach (var kid in new[] { """,  "kid":"rsa" """, "" })
            {
                var forged = Tokens.Sign($$"""{"alg":"HS256"{{kid}}}""", Good, data => System.Security.Cryptography.HMACSHA256.HashData(known, data));
                AssertRefused(Run(Config(), forged), 401, Fails);
            }
        }
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "Jwt header [alg] is not supported")]
    [InlineData("""{"alg":"NONE"}""", "Jwt header [alg] is not supported")]
    [InlineData("""{"alg":"rs256"}""", "Jwt header [alg] is not supported")]
    [InlineData("""{"alg":""}""", "Jwt header [alg] is not supported")]
    [InlineData("""{"alg":1}""", "Jwt header [alg] field is required and must be a string")]
    [InlineData("""{}""", "Jwt header [alg] field is required and must be a string")]
    [InlineData("""{"alg":"RS256","kid":7}""", "Jwt header [kid] field is not a string")]
    [InlineData("""[]""", "Jwt header is an invalid JSON")]
    [InlineData("""{"alg":"RS256","jwk":{"kty":"oct","k":"AAAA"},"jku":"https://evil/"}""", Fails)]
    [InlineData("""{"alg":"HS256","x5c":["AAAA"]}""", Fails)]
    public void Header_decides_nothing_about_trust(string header, string body) =>
        AssertRefused(Run(Config(), Tokens.Sign(header, Good, _ => [1, 2, 3])), 401, body);

    [Theory]
    [InlineData("x", BadFormat)]
    [InlineData("a.b", BadFormat)]
    [InlineData("a..c", BadFormat)]
    [InlineData("a.b.", BadFormat)]
    [InlineData("a.b.c.d", BadFormat)]
    [InlineData("a.b.c", "Jwt header is an invalid Base64url encoded")]
    [InlineData("AAAA.AAAA.AAAA", "Jwt header is an invalid JSON")]
    public void Malformed_token_is_said_to_be_so(string token, string body) => AssertRefused(Run(Config(), token), 401, body);

    [Theory]
    [InlineData("""{"iss":"https://issuer.example.com","exp":1799999939}""", 401, "Jwt is expired")]
    [InlineData("""{"iss":"https://issuer.example.com","exp":1799999940}""", 0, "")]
    [InlineData("""{"iss":"https://issuer.example.com","nbf":1800000061}""", 401, "Jwt not yet valid")]
    [InlineData("""{"iss":"https://issuer.example.com","nbf":1800000060}""", 0, "")]
    [InlineData("""{"iss":"https://issuer.example.com"}""", 0, "")]
    [InlineData("""{"iss":"https://issuer.example.com/"}""", 401, "Jwt issuer is not configured")]
    [InlineData("""{"sub":"ann"}""", 401, "Jwt issuer is not configured")]
    [InlineData("""{"iss":["https://issuer.example.com"]}""", 401, "Jwt payload [iss] field is not a string")]
    [InlineData("""{"iss":"https://issuer.example.com","exp":"1900000000"}""", 401, "Jwt payload [exp] field is not an integer")]
    [InlineData("""{"iss":"https://issuer.example.com","exp":-1}""", 401, "Jwt payload [exp] field is not a positive 64 bit integer")]
    [InlineData("""{"iss":"https://issuer.example.com","exp":1e300}""", 401, "Jwt payload [exp] field is not a positive 64 bit integer")]
    [InlineData("""{"iss":"https://issuer.example.com","aud":{}}""", 401, "Jwt payload [aud] field is not a string or string list")]
    [InlineData("""{"iss":"https://issuer.example.com","iss":"https://evil/"}""", 401, "Jwt issuer is not configured")]
    [InlineData("""nothing""", 401, "Jwt payload is an invalid JSON")]
    public void Claims_decide(string payload, int status, string body)
    {
        var stream = Run(Config(), Tokens.Sign("ES256", "P-256", payload));
        if (status == 0)
            Assert.Null(stream.Reply);
        else
            AssertRefused(stream, status, body);
    }

    [Theory]
    [InlineData("shop", true)]
    [InlineData("http://shop", true)]
    [InlineData("x/", true)]
    [InlineData("sho", false)]
    [InlineData("https://shop/path", false)]
    public void Audience_is_compared_without_scheme_and_last_slash(string wanted, bool passes)
    {
        var stream = Run(Config($$"""{"audiences":["{{wanted}}"]}"""), Tokens.Sign("ES256", "P-256", Good));
        if (passes)
            Assert.Null(stream.Reply);
        else
            AssertRefused(stream, 403, "Audiences in Jwt are not allowed");
    }

    [Fact]
    public void Missing_token_passes_where_it_may_be_missing_and_is_refused_where_not()
    {
        Assert.Null(Run(Config(), null).Reply);
        var stream = Run(Config(requires: """{"providerName":"p"}"""), null);
        AssertRefused(stream, 401, "Jwt is missing");
        Assert.Equal("Bearer realm=\"http://reviews:9080/\"", stream.Reply!.Headers.Single().Value);
    }

    [Fact]
    public void Refusal_names_the_realm()
    {
        var stream = Run(Config(), "a.b.c");
        Assert.Equal(new KeyValuePair<string, string>("www-authenticate", "Bearer realm=\"http://reviews:9080/\", error=\"invalid_token\""), stream.Reply!.Headers.Single());
        Assert.Equal("jwt_authn_access_denied{Jwt_header_is_an_invalid_Base64url_encoded}", stream.Reply.Details);
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("Basic ")]
    [InlineData("Bearer")]
    public void Without_the_prefix_there_is_no_token(string prefix)
    {
        var stream = Stream(Config());
        stream.Request.Headers.Append(HeaderName.Of("authorization"), Encoding.ASCII.GetBytes(prefix + "a.b.c"));
        stream.Run();
        Assert.Null(stream.Reply);
        Assert.Null(stream.StreamInfo.DynamicMetadata);
    }

    [Fact]
    public void Token_is_found_in_each_of_its_places_and_taken_away_but_for_cookies()
    {
        var config = Config("""{"fromHeaders":[{"name":"X-Token","valuePrefix":"T "}],"fromParams":["tok"],"fromCookies":["session"]}""");
        var token = Tokens.Sign("ES256", "P-256", Good);
        var inHeader = Stream(config);
        inHeader.Request.Headers.Append(HeaderName.Of("x-token"), Encoding.ASCII.GetBytes($"T {token}"));
        var inQuery = Stream(config);
        inQuery.Request.SetPath(Encoding.ASCII.GetBytes($"/a?x=1&tok={token.Replace(".", "%2E")}&y=%20"));
        var inCookie = Stream(config);
        inCookie.Request.Headers.Append(HeaderName.Of("cookie"), Encoding.ASCII.GetBytes($"a=b; session={token}"));
        foreach (var stream in new[] { inHeader, inQuery, inCookie })
        {
            stream.Run();
            Assert.Null(stream.Reply);
            Assert.NotNull(stream.StreamInfo.DynamicMetadata);
        }

        Assert.Null(inHeader.RequestHeader("x-token"));
        Assert.Equal("/a?x=1&y=%20", Encoding.ASCII.GetString(inQuery.Request.Path));
        Assert.NotNull(inCookie.RequestHeader("cookie"));
        Assert.Null(Run(config, "not looked at").Reply);
    }

    [Fact]
    public void Claims_become_headers_and_clients_cannot_forge_them()
    {
        var config = Config("""
            {"forward":true,"forwardPayloadHeader":"x-payload","claimToHeaders":[{"headerName":"x-sub","claimName":"sub"},{"headerName":"x-org","claimName":"org.name"},
            {"headerName":"x-n","claimName":"org.n"},{"headerName":"x-ok","claimName":"ok"},{"headerName":"x-aud","claimName":"aud"},{"headerName":"x-none","claimName":"none"},
            {"headerName":"x-evil","claimName":"evil"}]}
            """);
        foreach (var token in new[] { Tokens.Sign("ES256", "P-256", Good), null })
        {
            var stream = Stream(config, token);
            foreach (var name in new[] { "x-payload", "x-sub", "x-org", "x-none", "x-evil" })
                stream.Request.Headers.Append(HeaderName.Of(name), "forged"u8);
            stream.Run();
            Assert.Null(stream.Reply);
            string?[] seen = [.. new[] { "x-payload", "x-sub", "x-org", "x-n", "x-ok", "x-aud", "x-none", "x-evil", "x-admin" }.Select(stream.RequestHeader)];
            Assert.Equal(
                token is null
                    ? new string?[9]
                    : [token.Split('.')[1], "ann", "acme", "7", "true", Convert.ToBase64String("""["https://shop/","x"]"""u8), null, null, null],
                seen);
            Assert.Equal(token is not null, stream.RequestHeader("authorization") is not null);
        }
    }

    [Fact]
    public void Repeated_token_costs_no_second_verification_and_still_expires()
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var factory = Factory(Config(), registry);
        var token = Tokens.Sign("RS256", "rsa", Good);
        var stream = new FakeStream(factory, registry);
        for (var i = 0; i < 3; i++)
            Again(stream, token, Now);
        Assert.Equal((2, 1, 3), (Count(registry, "jwt_cache_hit"), Count(registry, "jwt_cache_miss"), Count(registry, "allowed")));
        Again(stream, token, Now + 161);
        Assert.Equal("Jwt is expired", Encoding.UTF8.GetString(stream.Reply!.Body.Span));
        Assert.Equal(1, Count(registry, "denied"));
    }

    [Fact]
    public void Known_token_with_another_signature_is_unknown()
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var stream = new FakeStream(Factory(Config(), registry), registry);
        var token = Tokens.Sign("ES256", "P-256", Good);
        Again(stream, token, Now);
        Assert.Null(stream.Reply);
        var forged = token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBA" : "AAAA");
        Again(stream, forged, Now);
        Assert.Equal(401, stream.Reply!.Status);
    }

    [Fact]
    public void Repeated_header_and_two_places_give_no_second_chance()
    {
        var token = Tokens.Sign("ES256", "P-256", Good);
        var twice = Stream(Config(requires: """{"providerName":"p"}"""), token);
        twice.Request.SetPath(Encoding.ASCII.GetBytes($"/?access_token={token}"));
        twice.Run();
        AssertRefused(twice, 401, "Found multiple Jwt tokens");
    }

    /// <summary>Envoy passes over white space and looks at the beginning of a signature only.</summary>
    [Theory]
    [InlineData(" x")]
    [InlineData("AAAA")]
    [InlineData(",x")]
    public void What_follows_a_token_spoils_it(string more) =>
        Assert.Equal(401, Run(Config(), Tokens.Sign("ES256", "P-256", Good) + more).Reply?.Status);

    [Fact]
    public void Enormous_tokens_are_judged_like_others_and_not_remembered()
    {
        var big = $$"""{"iss":"{{Iss}}","pad":"{{new string('x', 40_000)}}"}""";
        Assert.Null(Run(Config(), Tokens.Sign("ES256", "P-256", big)).Reply);
        AssertRefused(Run(Config(), new string('a', 50_000)), 401, BadFormat);
        var deep = $$"""{"iss":"{{Iss}}","deep":{{string.Concat(Enumerable.Repeat("[", 5000))}}{{string.Concat(Enumerable.Repeat("]", 5000))}}}""";
        AssertRefused(Run(Config(), Tokens.Sign("ES256", "P-256", deep)), 401, "Jwt payload is an invalid JSON");
    }

    [Fact]
    public void Several_issuers_each_have_their_keys()
    {
        var config = JsonParser.Default.Parse<JwtAuthentication>($$$$"""
            {"providers":{
              "a":{"issuer":"a","payloadInMetadata":"payload","localJwks":{"inlineString":{{{{Quoted(Tokens.EcJwk(Tokens.P256, "P-256"))}}}}}},
              "b":{"issuer":"b","payloadInMetadata":"payload","localJwks":{"inlineString":{{{{Quoted(Tokens.EcJwk(Tokens.P384, "P-384"))}}}}}}},
             "rules":[{"match":{"prefix":"/"},"requires":{"requiresAny":{"requirements":[{"providerName":"a"},{"providerName":"b"},{"requiresAll":{"requirements":[
               {"requiresAny":{"requirements":[{"providerName":"a"},{"allowMissing":{}}]}},{"requiresAny":{"requirements":[{"providerName":"b"},{"allowMissing":{}}]}}]}}]}}}]}
            """);
        Assert.Null(Run(config, null).Reply);
        Assert.Null(Run(config, Tokens.Sign("ES256", "P-256", """{"iss":"a"}""")).Reply);
        Assert.Null(Run(config, Tokens.Sign("ES384", "P-384", """{"iss":"b"}""")).Reply);
        AssertRefused(Run(config, Tokens.Sign("ES256", "P-256", """{"iss":"b"}""")), 401, JwtMismatch);
        AssertRefused(Run(config, Tokens.Sign("ES256", "P-256", """{"iss":"c"}""")), 401, "Jwt issuer is not configured");
        AssertRefused(Run(config, Tokens.Sign("ES256", "P-256", """{"iss":"a","exp":1}""")), 401, "Jwt is expired");
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("nothing")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"****","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},{"kty":"XX"},7]}""")]
    public void Set_without_usable_keys_refuses_every_token_and_no_request_without(string keys)
    {
        var config = Config(keys: keys);
        AssertRefused(Run(config, Tokens.Sign("ES256", "P-256", Good)), 401, "Jwks doesn't have any valid public key");
        Assert.Null(Run(config, null).Reply);
    }

    [Fact]
    public void Preflights_pass_and_routes_may_switch_it_off()
    {
        var preflight = Stream(Config(), "a.b.c");
        preflight.Request.SetMethod("OPTIONS"u8);
        preflight.Request.Headers.Append(HeaderName.Of("origin"), "https://shop"u8);
        preflight.Request.Headers.Append(HeaderName.Of("access-control-request-method"), "PUT"u8);
        preflight.Run();
        Assert.Null(preflight.Reply);

        var off = Stream(Config(), "a.b.c");
        off.RouteFilter = new JwtAuthnRouteConfig(Disabled: true, "");
        off.Run();
        Assert.Null(off.Reply);
    }

    [Fact]
    public void Known_token_costs_no_memory()
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var stream = new FakeStream(Factory(Config("""{"forward":true}"""), registry), registry);
        var token = Tokens.Sign("RS256", "rsa", Good);
        for (var i = 0; i < 10; i++)
            Again(stream, token, Now);
        Assert.Null(stream.Reply);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Pass(stream);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    const string Fails = "Jwt verification fails", JwtMismatch = "Jwks doesn't have key to match kid or alg from Jwt",
        BadFormat = "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections";

    static void AssertRefused(FakeStream stream, int status, string body)
    {
        Assert.NotNull(stream.Reply);
        Assert.Equal((status, body), (stream.Reply.Status, Encoding.UTF8.GetString(stream.Reply.Body.Span)));
        Assert.Null(stream.StreamInfo.DynamicMetadata);
    }

    static JwtAuthentication Config(string provider = "{}", string requires = """{"requiresAny":{"requirements":[{"providerName":"p"},{"allowMissing":{}}]}}""", string? keys = null)
    {
        var config = JsonParser.Default.Parse<JwtAuthentication>($$"""
            {"bypassCorsPreflight":true,"providers":{"p":{{provider}}},"rules":[{"match":{"prefix":"/"},"requires":{{requires}}}]}
            """);
        var one = config.Providers["p"];
        one.Issuer = Iss;
        one.PayloadInMetadata = "payload";
        one.NormalizePayloadInMetadata = new() { SpaceDelimitedClaims = { "scope" } };
        one.LocalJwks = new() { InlineString = keys ?? Tokens.KeySet };
        return config;
    }

    static string Quoted(string key) => JsonSerializer.Serialize($$"""{"keys":[{{key}}]}""");

    static IHttpFilterFactory Factory(JwtAuthentication config, StatsRegistry registry)
    {
        var problems = new ProblemList();
        var typed = TypedConfig.Open(Any.Pack(config), problems.Root)!.Value;
        var factory = HttpFilterExtensions.List.Find("jwt", typed, problems.Root)!.Read("jwt", typed, problems.Root, Contexts.Of("reviews", "v1", TrafficDirection.Inbound, registry) with { HttpStatPrefix = "inbound" });
        Assert.Equal("", problems.ToString());
        return factory!;
    }

    static FakeStream Stream(JwtAuthentication config, string? token = null)
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var stream = new FakeStream(Factory(config, registry), registry);
        Prepare(stream, token, Now);
        return stream;
    }

    static FakeStream Run(JwtAuthentication config, string? token)
    {
        var stream = Stream(config, token);
        stream.Run();
        return stream;
    }

    static void Prepare(FakeStream stream, string? token, long now)
    {
        stream.StreamInfo.StartWall = DateTimeOffset.FromUnixTimeSeconds(now);
        stream.Request.SetScheme("http"u8);
        if (token is not null)
            stream.Request.Headers.Set(HeaderName.Of("authorization"), Encoding.ASCII.GetBytes($"Bearer {token}"));
    }

    static void Again(FakeStream stream, string token, long now)
    {
        stream.StreamInfo.Reset();
        Prepare(stream, token, now);
        Pass(stream);
    }

    static void Pass(FakeStream stream)
    {
        stream.Filter.OnStreamStart(stream);
        stream.Filter.DecodeHeaders(stream.Request, endStream: true);
        stream.Filter.OnStreamEnd();
    }

    static long Count(StatsRegistry registry, string name) => registry.ValueOf(StatKind.Counter, "http.inbound.jwt_authn." + name)!.Value;
}
