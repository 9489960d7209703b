using System.Text.RegularExpressions;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Testing;
using Lateen.Xds;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>For the same objects, on a real API server, and the same clients: what real istiod generates and what Pilot generates.</summary>
public sealed class IstiodComparisonTests(RealIstioFixture fixture) : IClassFixture<RealIstioFixture>
{
    const string Accepted = "tests/Lateen.Interop.Tests/IstiodComparison/accepted.tsv";

    /// <summary>A case is chosen by <c>--filter-trait case=NAME</c>.</summary>
    public static IEnumerable<TheoryDataRow<string>> Cases => ComparisonCase.Names.Select(name => new TheoryDataRow<string>(name).WithTrait("case", name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Pilot_generates_what_istiod_generates(string name)
    {
        var istio = fixture.Istio;
        Assert.SkipWhen(istio is null, "ISTIO_PEERS or KUBEBUILDER_ASSETS is not set: no real istiod to compare with");
        var subject = new ComparisonCase(name);
        var accepted = Rules(name);
        var used = new HashSet<string>();
        // The base again, since the case before may have taken objects of it away.
        if (subject.HasObjects)
            istio.Apply(ComparisonCase.BaseManifest, subject.Manifest);
        else
            istio.Restore(ComparisonCase.BaseManifest);
        istio.SetMesh(subject.Mesh);
        try
        {
            await fixture.SettleAsync();
            var left = await Eventually.EmptyAsync(() => UnexpectedAsync(istio, subject, accepted, used), istio.Patience);
            Assert.True(left.Count == 0, $"{name}: {left.Count} differences\n{string.Join('\n', left.Take(60))}");
            Assert.Empty(accepted.Where(rule => rule.Value.IsOwn).Select(rule => rule.Key).Except(used));
        }
        finally
        {
            if (subject.HasObjects)
                istio.Remove(subject.Manifest);
            istio.SetMesh("");
        }
    }

    static readonly string[] SecretNames =
    [
        "kubernetes://shop", "kubernetes://shop-cacert", "kubernetes://generic", "kubernetes://generic-cacert", "kubernetes://both", "kubernetes://both-cacert",
        "kubernetes://apart", "kubernetes://apart-cacert", "kubernetes://half", "kubernetes://half-cacert", "kubernetes://missing", "kubernetes://istio-system/shop",
        "kubernetes://default/foreign", "kubernetes-gateway://default/foreign", "configmap://default/bundle-cacert", "configmap://default/missing-cacert",
    ];

    [Fact]
    [Trait("case", "secrets")]
    public async Task Pilot_gives_out_the_secrets_that_istiod_gives_out()
    {
        const string account = "istio-ingressgateway-service-account";
        var istio = fixture.Istio;
        Assert.SkipWhen(istio is null, "ISTIO_PEERS or KUBEBUILDER_ASSETS is not set: no real istiod to compare with");
        var manifest = Repository.PathOf("tests/Lateen.Interop.Tests/IstiodComparison/secrets.yaml");
        istio.Apply(manifest);
        try
        {
            await fixture.SettleAsync();
            var node = Clients.All.Single(client => client.Name == "gateway").Node();
            using var pilot = new PilotSide(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken));
            var ours = await TellAsync(pilot.As(node, $"spiffe://cluster.local/ns/istio-system/sa/{account}"));
            var token = istio.Token("istio-system", account);
            var left = await Eventually.EmptyAsync(async () =>
            {
                using var istiod = new IstiodSide(istio.SecureAddress, node, token);
                var theirs = await TellAsync(istiod.AskAsync);
                return [.. theirs.Except(ours).Select(text => $"istiod {text}"), .. ours.Except(theirs).Select(text => $"ours {text}")];
            }, istio.Patience);
            Assert.True(left.Count == 0, string.Join('\n', left));
            Assert.Equal(10, ours.Count);
        }
        finally
        {
            istio.Remove(manifest);
        }
    }

    static async Task<IReadOnlyList<string>> TellAsync(Func<string, IReadOnlyList<string>, Task<IReadOnlyList<Any>>> ask) =>
        [.. (await ask(XdsTypes.Secret, SecretNames)).Select(any => ProtoJson.Of(any.Unpack<Secret>()).ToJsonString()).Order(StringComparer.Ordinal)];

    static async Task<IReadOnlyList<string>> UnexpectedAsync(
        RealIstio istio, ComparisonCase subject, Dictionary<string, (Regex Pattern, bool IsOwn)> accepted, HashSet<string> used)
    {
        using var pilot = new PilotSide(istio.Objects() + "\n---\n" + ComparisonCase.MeshConfigMap(subject.Mesh));
        var unexpected = new List<string>();
        foreach (var client in subject.Clients)
        {
            using var istiod = new IstiodSide(istio.Address, client.Node());
            var theirs = await client.TakeAsync(istiod.AskAsync);
            var ours = await client.TakeAsync(pilot.As(client.Node()));
            foreach (var difference in Differences.Between(theirs, ours).Select(text => $"{client.Name} {text}"))
            {
                var reason = accepted.FirstOrDefault(entry => entry.Value.Pattern.IsMatch(difference)).Key;
                if (reason is null)
                    unexpected.Add(difference);
                else
                    used.Add(reason);
            }
        }

        return unexpected;
    }

    /// <summary>Rows are case ("*" for all), regular expression, reason.</summary>
    static Dictionary<string, (Regex Pattern, bool IsOwn)> Rules(string name) => File.ReadAllLines(Repository.PathOf(Accepted))
        .Where(line => !line.StartsWith('#') && !line.StartsWith("case\t", StringComparison.Ordinal)).Select(line => line.Split('\t'))
        .Where(row => row[0] == "*" || row[0] == name)
        .ToDictionary(row => row[1], row => (new Regex(row[1], RegexOptions.NonBacktracking), row[0] == name));
}
