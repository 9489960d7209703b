using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Interop.Tests.Http1;

/// <summary>
/// The last column of the request vectors is what real Envoy answers: the independent judge of our parser, which refuses whatever Envoy refuses (a unit
/// test compares the two columns). Here the column itself is held to the truth.
/// </summary>
public sealed partial class SmugglingVectorEnvoyTests
{
    const string Vectors = "tests/Lateen.Net.Tests/Http1/vectors/requests.tsv";

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Envoy_answers_every_request_vector_as_the_table_says()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set: no real Envoy to judge");
        var stop = TestContext.Current.CancellationToken;
        await using var upstream = new AnsweringServer();
        await using var proxy = await EnvoyRelay.StartAsync(envoy!, upstream.Port, stop);
        var wrong = new List<string>();
        // "none": Envoy waits for more, which no deadline can prove.
        foreach (var vector in Vector.Read(Vectors).Where(vector => vector.Columns[3] != "none"))
        {
            var answered = await AskAsync(proxy.Port, Vector.Bytes(vector.Columns[1]), vector.Columns[3], stop);
            if (answered != vector.Columns[3])
                wrong.Add($"{vector.Name}: the table says {vector.Columns[3]}, Envoy answers {answered}");
        }

        Assert.Empty(wrong);
    }

    static async Task<string> AskAsync(int port, byte[] request, string expected, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, stop);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(Deadline);
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            await client.GetStream().WriteAsync(request, deadline.Token);
            while (Statuses(received) != expected && await client.GetStream().ReadAsync(buffer, deadline.Token) is var length and > 0)
                received.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
            // Envoy closes on what it refuses, perhaps while it is still being sent.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // What has come by the deadline is the answer.
        }

        return Statuses(received);
    }

    static string Statuses(StringBuilder received) => string.Join(' ', StatusLine().Matches(received.ToString()).Select(match => match.Groups["status"].Value));

    [GeneratedRegex(@"HTTP/1\.1 (?<status>\d\d\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusLine();
}
