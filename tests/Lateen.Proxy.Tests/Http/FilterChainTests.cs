using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Http;

namespace Lateen.Proxy.Tests.Http;

public sealed class FilterChainTests
{
    const string Post = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";

    [Fact]
    public void Requests_pass_filters_in_order_and_responses_in_reverse()
    {
        var steps = new List<string>();
        using var rig = new HttpRig(filters: [new Probe("a", steps), new Probe("b", steps)]);
        rig.Exchange("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal(["a decode headers end", "b decode headers end", "b encode headers", "a encode headers", "b encode data ok end", "a encode data ok end", "a over", "b over"], steps);
    }

    [Fact]
    public void A_filter_that_stops_the_head_holds_back_the_later_ones_until_it_continues()
    {
        var steps = new List<string>();
        var first = new Probe("a", steps) { OnHeaders = FilterHeadersStatus.StopAllIterationAndBuffer };
        using var rig = new HttpRig(friendly: true, filters: [first, new Probe("b", steps)]);
        var client = rig.Connect();
        client.Send(Post);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["a decode headers"], steps);
        rig.Simulation.At(rig.Simulation.Now, () => first.Last!.Continue());
        rig.Run(() => client.HasResponse);
        Assert.Equal(["a decode headers", "b decode headers", "a decode data abcde end", "b decode data abcde end"], steps.Take(4));
        Assert.EndsWith("abcde", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void A_filter_can_hold_the_body_and_let_it_go_whole()
    {
        var steps = new List<string>();
        var first = new Probe("a", steps) { OnHeaders = FilterHeadersStatus.StopIteration, OnData = (data, end) => end ? FilterDataStatus.Continue : FilterDataStatus.StopIterationAndBuffer };
        using var rig = new HttpRig(friendly: true, filters: [first, new Probe("b", steps)]);
        rig.Exchange(Post);
        Assert.Equal("b decode headers", steps.SkipWhile(step => !step.StartsWith('b')).First());
        Assert.EndsWith("abcde", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void A_filter_can_swallow_the_body()
    {
        var steps = new List<string>();
        var first = new Probe("a", steps) { OnData = (data, end) => end ? FilterDataStatus.Continue : FilterDataStatus.StopIterationNoBuffer };
        using var rig = new HttpRig(friendly: true, filters: [first]);
        rig.Exchange(Post);
        Assert.DoesNotContain("abcde", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void A_body_too_big_for_a_filter_that_wants_it_whole_is_a_413()
    {
        var first = new Probe("a", []) { OnHeaders = FilterHeadersStatus.StopAllIterationAndBuffer };
        using var rig = new HttpRig(filters: [first]);
        var client = rig.Connect();
        client.Send($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n{new string('x', 100_000)}");
        rig.Run(() => client.HasResponse);
        Assert.StartsWith("HTTP/1.1 413 Payload Too Large", client.Text);
        Assert.Equal(["413 - request_payload_too_large"], rig.Logged);
    }

    [Fact]
    public void A_filters_answer_passes_every_filter_and_reaches_no_upstream()
    {
        var steps = new List<string>();
        var refusing = new Probe("b", steps) { Reply = LocalReply.Text(403, "no", "refused") };
        using var rig = new HttpRig(filters: [new Probe("a", steps), refusing, new Probe("c", steps)]);
        Assert.EndsWith("\r\n\r\nno", rig.Exchange("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal(
            ["a decode headers end", "b decode headers end", "c encode headers", "b encode headers", "a encode headers", "c encode data no end", "b encode data no end", "a encode data no end", "a over", "b over", "c over"],
            steps);
        Assert.Empty(rig.Upstream.Requests);
        Assert.Equal(["403 - refused"], rig.Logged);
    }

    [Fact]
    public void A_filter_can_replace_a_response_by_an_answer_of_its_own()
    {
        var replacing = new Probe("a", []) { ReplyToResponse = LocalReply.Text(500, "bad", "replaced") };
        using var rig = new HttpRig(filters: [replacing]);
        Assert.EndsWith("\r\n\r\nbad", rig.Exchange("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal(["500 - replaced"], rig.Logged);
    }

    /// <summary>Writes down what it sees, and does what the test says.</summary>
    sealed class Probe(string name, List<string> steps) : IHttpFilterFactory
    {
        public string Name => name;

        public bool IsTerminal => false;

        public FilterHeadersStatus OnHeaders { get; init; }

        public Func<string, bool, FilterDataStatus>? OnData { get; init; }

        public LocalReply? Reply { get; init; }

        public LocalReply? ReplyToResponse { get; init; }

        public Filter? Last { get; private set; }

        public IHttpFilter Create() => Last = new Filter(this, steps);

        public sealed class Filter(Probe probe, List<string> steps) : HttpFilter
        {
            bool replied;

            public void Continue() => Callbacks.ContinueDecoding();

            public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
            {
                steps.Add($"{probe.Name} decode headers{(endStream ? " end" : "")}");
                if (probe.Reply is null)
                    return probe.OnHeaders;
                Callbacks.SendLocalReply(probe.Reply);
                return FilterHeadersStatus.StopIteration;
            }

            public override FilterDataStatus DecodeData(ReadOnlySpan<byte> data, bool endStream)
            {
                steps.Add($"{probe.Name} decode data {Encoding.ASCII.GetString(data)}{(endStream ? " end" : "")}");
                return probe.OnData?.Invoke(Encoding.ASCII.GetString(data), endStream) ?? FilterDataStatus.Continue;
            }

            public override FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream)
            {
                steps.Add($"{probe.Name} encode headers{(endStream ? " end" : "")}");
                if (probe.ReplyToResponse is null || replied)
                    return FilterHeadersStatus.Continue;
                replied = true;
                Callbacks.SendLocalReply(probe.ReplyToResponse);
                return FilterHeadersStatus.StopIteration;
            }

            public override FilterDataStatus EncodeData(ReadOnlySpan<byte> data, bool endStream)
            {
                steps.Add($"{probe.Name} encode data {Encoding.ASCII.GetString(data)}{(endStream ? " end" : "")}");
                return FilterDataStatus.Continue;
            }

            public override void OnStreamEnd()
            {
                steps.Add($"{probe.Name} over");
                base.OnStreamEnd();
            }
        }
    }
}
