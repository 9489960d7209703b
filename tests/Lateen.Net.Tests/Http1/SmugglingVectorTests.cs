using Lateen.Testing;

namespace Lateen.Net.Tests.Http1;

/// <summary>
/// The table of messages that two implementations could read differently: each must give its expected events whole, byte by byte, and split in two
/// at every position.
/// </summary>
public sealed class SmugglingVectorTests
{
    const string RequestFile = "tests/Lateen.Net.Tests/Http1/vectors/requests.tsv";
    const string ResponseFile = "tests/Lateen.Net.Tests/Http1/vectors/responses.tsv";

    /// <summary>Vectors longer than this (limits) are split at some positions only, spread over the whole length.</summary>
    const int ShortVector = 2000;

    public static TheoryData<string> Requests => [.. Vector.Read(RequestFile).Select(v => v.Name)];

    public static TheoryData<string> Responses => [.. Vector.Read(ResponseFile).Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_gives_its_events_at_every_split(string name)
    {
        var vector = Vector.Read(RequestFile).Single(v => v.Name == name);
        Check(Vector.Bytes(vector.Columns[1]), vector.Columns[2], pieces =>
        {
            var transcript = new RequestTranscript();
            foreach (var piece in pieces)
                transcript.Feed(piece.Span);
            return transcript.Text;
        });
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Response_gives_its_events_at_every_split(string name)
    {
        var vector = Vector.Read(ResponseFile).Single(v => v.Name == name);
        Check(Vector.Bytes(vector.Columns[2]), vector.Columns[3], pieces =>
        {
            var transcript = new ResponseTranscript(vector.Columns[1]);
            foreach (var piece in pieces)
                transcript.Feed(piece.Span);
            transcript.End();
            return transcript.Text;
        });
    }

    [Fact]
    public void There_are_at_least_150_vectors_with_names_of_their_own()
    {
        string[] names = [.. Vector.Read(RequestFile).Select(v => "request " + v.Name), .. Vector.Read(ResponseFile).Select(v => "response " + v.Name)];
        Assert.True(names.Length >= 150);
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    /// <summary>Whatever Envoy refuses we refuse too. What it refuses only later, in its connection manager, is named.</summary>
    [Fact]
    public void Nothing_passes_that_Envoy_refuses()
    {
        string[] refusedByConnectionManager = ["asterisk with OPTIONS", "Host missing", "connection nominates host"];
        foreach (var vector in Vector.Read(RequestFile))
        {
            var envoyRefuses = vector.Columns[3].Split(' ')[^1] is ['4' or '5', _, _];
            if (envoyRefuses && !refusedByConnectionManager.Contains(vector.Name))
                Assert.True(vector.Columns[2].Contains('!'), $"{vector.Name}: Envoy answers {vector.Columns[3]}, we read {vector.Columns[2]}");
        }
    }

    static void Check(byte[] bytes, string expected, Func<ReadOnlyMemory<byte>[], string> run)
    {
        Assert.Equal(expected, run([bytes]));
        if (bytes.Length <= ShortVector)
            Assert.Equal(expected, run([.. bytes.Select(b => (ReadOnlyMemory<byte>)new[] { b })]));
        var stride = bytes.Length <= ShortVector ? 1 : bytes.Length / 50;
        for (var at = 1; at < bytes.Length; at += stride)
            Assert.True(expected == run([bytes.AsMemory(0, at), bytes.AsMemory(at)]), $"split at {at}: {run([bytes.AsMemory(0, at), bytes.AsMemory(at)])} instead of {expected}");
    }
}
