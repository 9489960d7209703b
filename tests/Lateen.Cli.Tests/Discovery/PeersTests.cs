using System.Diagnostics;
using System.Text.RegularExpressions;
using Lateen.Cli.Discovery;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Pilot.Push;
using Lateen.Testing;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>Programs that are not ours as judges of the control plane's servers: OpenSSL of its certificates, gRPC's own xDS client of its xDS.</summary>
public sealed partial class PeersTests
{
    const string Registry = """
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-v1, namespace: default, labels: {app: reviews, version: v1}}
        spec: {serviceAccountName: reviews, containers: [{name: reviews, image: x}]}
        status: {podIP: 127.0.77.1, phase: Running, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-v2, namespace: default, labels: {app: reviews, version: v2}}
        spec: {serviceAccountName: reviews, containers: [{name: reviews, image: x}]}
        status: {podIP: 127.0.77.2, phase: Running, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: default}
        spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {app: reviews}, ports: [{name: http, port: 9080, targetPort: 9080, protocol: TCP}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: reviews-1, namespace: default, labels: {kubernetes.io/service-name: reviews}}
        addressType: IPv4
        ports: [{name: http, port: 9080, protocol: TCP}]
        endpoints:
        - {addresses: [127.0.77.1], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v1, namespace: default}}
        - {addresses: [127.0.77.2], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v2, namespace: default}}
        """;

    [Fact]
    public async Task OpenSsl_verifies_the_servers_certificate_by_name_against_the_written_root()
    {
        await using DiscoveryRig rig = await DiscoveryRig.StartAsync();
        string output = await RunAsync("openssl", "s_client", "-connect", $"{rig.Server.Bound.SecureGrpcEndPoint}", "-CAfile", Path.Combine(rig.State, "root-cert.pem"), "-verify_hostname", "istiod.istio-system.svc", "-verify_return_error", "-alpn", "h2");
        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: h2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenSsl_verifies_a_workloads_certificate_and_shows_its_identity()
    {
        await using DiscoveryRig rig = await DiscoveryRig.StartAsync();
        (_, IReadOnlyList<string> chain) = await rig.SignAsync(rig.Token(DiscoveryRig.Web));
        string leaf = Path.Combine(rig.State, "leaf.pem");
        await File.WriteAllTextAsync(leaf, chain[0], TestContext.Current.CancellationToken);
        Assert.Contains("leaf.pem: OK", await RunAsync("openssl", "verify", "-x509_strict", "-CAfile", Path.Combine(rig.State, "root-cert.pem"), leaf), StringComparison.Ordinal);
        Assert.Contains("URI:spiffe://cluster.local/ns/default/sa/web", await RunAsync("openssl", "x509", "-in", leaf, "-noout", "-text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    [InlineData("python")]
    public async Task Grpcs_own_client_resolves_the_samples_service_and_splits_80_to_20(string language)
    {
        (string[] client, string? missing) = await ClientOfAsync(language);
        Assert.SkipWhen(missing is not null, missing ?? "");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-peer-");
        var store = new MemoryConfigStore();
        string mesh = Path.Combine(Repository.Root, "samples/bookinfo/mesh.yaml");
        store.Replace(ReadResult.Merge([ConfigReader.Read("registry.yaml", Registry, "default"), ConfigReader.Read(mesh, await File.ReadAllTextAsync(mesh, TestContext.Current.CancellationToken), "default")]));
        using var source = new PilotSource(store, TimeProvider.System);
        await using DiscoveryServer server = await DiscoveryServer.StartAsync(
            DiscoveryRig.Options(folder.FullName), source, store, DiscoveryRig.TrustDomain, TimeProvider.System, TestContext.Current.CancellationToken);
        string bootstrap = Path.Combine(folder.FullName, "bootstrap.json");
        await File.WriteAllTextAsync(bootstrap, $$$$"""
            {"xds_servers":[{"server_uri":"{{{{server.Bound.GrpcEndPoint}}}}","channel_creds":[{"type":"insecure"}],"server_features":["xds_v3"]}],
             "node":{"id":"sidecar~127.0.77.9~client.default~default.svc.cluster.local","cluster":"client","locality":{"zone":"a"},"metadata":{"GENERATOR":"grpc","NAMESPACE":"default"}}}
            """, TestContext.Current.CancellationToken);
        // Nobody listens at the endpoints: the client's complaints say where each of its 200 calls went.
        string output = await RunAsync("env", [$"GRPC_XDS_BOOTSTRAP={bootstrap}", .. client, "xds:///reviews.default.svc.cluster.local:9080", "200"]);
        folder.Delete(recursive: true);
        Dictionary<string, int> calls = Counts().Matches(output).GroupBy(match => match.Groups["address"].Value)
            .ToDictionary(group => group.Key, group => group.Sum(match => int.Parse(match.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(calls.Count == 2 && calls.Values.Sum() == 200, output);
        // Five standard deviations of 200 draws at 0.8.
        Assert.InRange(calls["127.0.77.2"], 132, 188);
    }

    [GeneratedRegex(@"^(?<count>\d+) .*(?<address>127\.0\.77\.\d):9080", RegexOptions.Multiline)]
    private static partial Regex Counts();

    /// <summary>The command that calls a target many times, or what of it this machine lacks.</summary>
    static async Task<(string[] Command, string? Missing)> ClientOfAsync(string language)
    {
        string scripts = Repository.PathOf("tests/Lateen.Cli.Tests/Discovery/peers");
        switch (language)
        {
            case "go":
                string? peers = Environment.GetEnvironmentVariable("PEER_BIN");
                return ([Path.Combine(peers ?? "", "xds-peer"), "call"], peers is null ? "PEER_BIN is not set: no grpc-go" : null);
            case "node":
                string modules = Repository.PathOf("artifacts/grpc-js/node_modules");
                return ([$"NODE_PATH={modules}", "node", Path.Combine(scripts, "call.cjs")], Directory.Exists(Path.Combine(modules, "@grpc/grpc-js-xds")) ? null : "@grpc/grpc-js-xds is not installed (./test does, where npm is)");
            default:
                // Debian's: a Python of the user's own has other packages.
                const string Python = "/usr/bin/python3";
                bool there = File.Exists(Python) && !(await RunAsync(Python, "-c", "import grpc")).Contains("Error", StringComparison.Ordinal);
                return ([Python, Path.Combine(scripts, "call.py")], there ? null : "python3-grpcio is not installed");
        }
    }

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output + await errors;
    }
}
