using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;

namespace Lateen.Proxy.Extensions.Tests.Rbac;

/// <summary>A request to an RBAC filter: <c>METHOD HOST PATH [as=NAME,NAME] [from=IP] [client=IP] [to=IP:PORT] [header:value]…</c>.</summary>
static class RbacCall
{
    /// <summary>The registry of the stream made last.</summary>
    public static (FakeStream Stream, StatsRegistry Stats) Make(string filter, string call)
    {
        var problems = new ProblemList();
        var stats = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var message = JsonParser.Default.Parse<HttpRbac>(filter);
        var context = Contexts.Of("a", "v1", default, stats) with { HttpStatPrefix = "inbound" };
        var factory = new RbacExtension().Read("envoy.filters.http.rbac", TypedConfig.Open(Any.Pack(message), problems.Root)!.Value, problems.Root, context);
        Assert.Equal("", problems.ToString());
        var stream = new FakeStream(factory!, stats);
        Apply(stream, call.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (stream, stats);
    }

    /// <summary>What becomes of the call: "ok", or the details of its refusal.</summary>
    public static string Result(string filter, string call)
    {
        var (stream, _) = Make(filter, call);
        stream.Run();
        return stream.Reply is { Status: 403 } reply ? reply.Details : "ok";
    }

    static void Apply(FakeStream stream, string[] words)
    {
        stream.Request.SetMethod(Encoding.ASCII.GetBytes(words[0]));
        stream.Request.SetAuthority(Encoding.ASCII.GetBytes(words[1]));
        stream.Request.SetPath(Encoding.ASCII.GetBytes(words[2]));
        var connection = new ConnectionInfo { Local = Address("10.0.0.1:8080"), Remote = Address("10.0.0.9:1"), DirectRemote = Address("10.0.0.9:1") };
        foreach (var word in words.Skip(3))
        {
            if (word.StartsWith("as=", StringComparison.Ordinal))
                connection = connection with { IsTls = true, PeerUriSans = word[3..].Split(',', StringSplitOptions.RemoveEmptyEntries) };
            else if (word.StartsWith("from=", StringComparison.Ordinal))
                connection = connection with { Remote = Address(word[5..] + ":1"), DirectRemote = Address(word[5..] + ":1") };
            else if (word.StartsWith("to=", StringComparison.Ordinal))
                connection = connection with { Local = Address(word[3..]) };
            else if (word.StartsWith("client=", StringComparison.Ordinal))
                stream.StreamInfo.TrustedClientAddress = word[7..];
            else if (word.Split(':', 2) is [var name, var value])
                stream.Request.Headers.Append(HeaderName.Of(name), Encoding.ASCII.GetBytes(value));
        }

        stream.StreamInfo.Connection = connection;
    }

    static NetAddress Address(string text) => NetAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
