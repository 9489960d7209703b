using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Lateen.Testing;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>For the same objects, on a real API server, and the same clients: what real istiod generates and what Pilot generates.</summary>
public sealed class IstiodComparisonTests
{
    const int FirstPort = 27443;
    const string Folder = "tests/Lateen.Interop.Tests/IstiodComparison";

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Pilot_generates_what_istiod_generates()
    {
        using var istio = RealIstio.Start(FirstPort);
        Assert.SkipWhen(istio is null, "ISTIO_PEERS or KUBEBUILDER_ASSETS is not set: no real istiod to compare with");
        var accepted = Accepted();
        var used = new HashSet<string>();
        foreach (var manifest in Directory.EnumerateFiles(Repository.PathOf($"{Folder}/cases"), "*.yaml").Order(StringComparer.Ordinal))
        {
            istio.Apply(manifest);
            var left = await Eventually.EmptyAsync(() => UnexpectedAsync(istio, accepted, used), Deadline);
            Assert.True(left.Count == 0, $"{Path.GetFileName(manifest)}: {left.Count} differences\n{string.Join('\n', left.Take(40))}");
        }

        Assert.Empty(accepted.Keys.Except(used));
    }

    static async Task<IReadOnlyList<string>> UnexpectedAsync(RealIstio istio, Dictionary<string, Regex> accepted, HashSet<string> used)
    {
        var objects = istio.Objects();
        using var pilot = new PilotSide(objects);
        var unexpected = new List<string>();
        foreach (var client in Clients.All)
        {
            using var istiod = new IstiodSide(istio.Address, client.Node());
            var theirs = await client.TakeAsync(istiod.AskAsync);
            var ours = await client.TakeAsync(pilot.As(client.Node()));
            foreach (var difference in Differences.Between(theirs, ours).Select(text => $"{client.Name} {text}"))
            {
                var reason = accepted.FirstOrDefault(entry => entry.Value.IsMatch(difference)).Key;
                if (reason is null)
                    unexpected.Add(difference);
                else
                    used.Add(reason);
            }
        }

        return unexpected;
    }

    static Dictionary<string, Regex> Accepted() => File.ReadAllLines(Repository.PathOf($"{Folder}/accepted.tsv"))
        .Where(line => !line.StartsWith('#') && line != "difference\treason").Select(line => line.Split('\t')[0])
        .ToDictionary(pattern => pattern, pattern => new Regex(pattern, RegexOptions.NonBacktracking));
}
