using System.Globalization;
using System.Text.Json;

namespace Lateen.Cli.Tests;

/// <summary>The commands that scripts run on files: translate, validate, compat.</summary>
public sealed class OfflineCommandsTests : IDisposable
{
    const string Mesh = """
        apiVersion: v1
        kind: Service
        metadata: {name: a, namespace: default}
        spec: {clusterIP: 10.96.0.1, selector: {app: a}, ports: [{name: http, port: 80, targetPort: web}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a-1, namespace: default, labels: {app: a}}
        spec: {containers: [{name: app, image: x, ports: [{name: web, containerPort: 8080}]}]}
        status: {podIP: 10.0.0.7}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a, namespace: default}
        spec: {hosts: [a], http: [{timeout: 3s, route: [{destination: {host: a}}]}]}
        """;

    const string Sidecar = """{"type": "sidecar", "namespace": "default", "labels": {"app": "client"}, "ip": "10.0.0.9", "metadata": {"MESH_ID": "m"}}""";

    readonly string folder = Directory.CreateTempSubdirectory("lateen-offline-").FullName;

    [Fact]
    public async Task Translate_prints_all_that_a_proxy_would_be_given()
    {
        var (code, output, error) = await Run("x", "translate", "--proxy", File_("proxy.json", Sidecar), "-f", File_("mesh.yaml", Mesh), "-o", "json");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["listeners", "routes", "clusters", "endpoints"], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Contains("0.0.0.0_80", Names(json, "listeners", "name"));
        Assert.Contains("outbound|80||a.default.svc.cluster.local", Names(json, "clusters", "name"));
        var route = json.RootElement.GetProperty("routes")[0].GetProperty("virtualHosts")[0].GetProperty("routes")[0].GetProperty("route");
        Assert.Equal("3s", route.GetProperty("timeout").GetString());
    }

    [Theory]
    [InlineData("--to 10.96.0.1:80 --host a", "cluster       outbound|80||a.default.svc.cluster.local  100 %  10.0.0.7:8080")]
    [InlineData("--to :80 --host a.default", "listener      0.0.0.0_80")]
    [InlineData("--to :80 --host nobody", "cluster       PassthroughCluster  100 %")]
    [InlineData("--to 8.8.8.8:443 --sni example.com", "cluster       PassthroughCluster  100 %")]
    [InlineData("--to 10.0.0.9:8080 --direction inbound --host a", "listener      virtualInbound")]
    public async Task Simulate_follows_a_call_by_the_proxys_own_matching(string call, string line)
    {
        var (code, output, error) = await Run([
            "x", "simulate", "--proxy", File_("proxy.json", Sidecar), "-f", File_("mesh.yaml", Mesh), .. call.Split(' ')]);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains(line, output.Split('\n'));
    }

    [Fact]
    public async Task Simulate_says_why_a_call_goes_nowhere()
    {
        string[] gateway = ["x", "simulate", "--proxy", File_("gateway.json", """{"type": "gateway", "namespace": "default"}"""), "-f", File_("mesh.yaml", Mesh), "--host", "a"];

        var (code, output, _) = await Run([.. gateway, "--to", ":80", "-o", "json"]);

        using var json = JsonDocument.Parse(output);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal("nothing listens there: the connection is refused", json.RootElement.GetProperty("error").GetString());
        Assert.Contains("--to must be ADDRESS:PORT", (await Run([.. gateway, "--to", "nowhere"])).Error);
    }

    [Fact]
    public async Task Authz_check_lists_the_rules_in_force_in_the_order_of_evaluation_with_their_lines()
    {
        var file = File_("mesh.yaml", Mesh + """

            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: readers, namespace: default}
            spec:
              selector: {matchLabels: {app: a}}
              rules:
              - to: [{operation: {methods: [GET]}}]
              - from: [{source: {namespaces: [b]}}]
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: admin, namespace: istio-system}
            spec:
              action: DENY
              rules: [{to: [{operation: {paths: [/admin]}}]}]
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: tried, namespace: default, annotations: {istio.io/dry-run: "true"}}
            spec: {action: DENY, rules: [{}]}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: others, namespace: default}
            spec: {selector: {matchLabels: {app: b}}, action: DENY, rules: [{}]}
            """);

        var (code, output, error) = await Run("x", "authz", "check", "a", "-f", file);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        var start = Mesh.Split('\n').Length - 1;
        Assert.Equal(
            [
                "ACTION RULE WHERE",
                $"DENY ns[default]-policy[tried]-rule[0] {file}:{start + 22}:30 dry run: only reports",
                $"DENY ns[istio-system]-policy[admin]-rule[0] {file}:{start + 17}:11",
                $"ALLOW ns[default]-policy[readers]-rule[0] {file}:{start + 9}:5",
                $"ALLOW ns[default]-policy[readers]-rule[1] {file}:{start + 10}:5",
                "what matches none of the ALLOW rules is refused: rbac_access_denied_matched_policy[none]",
            ],
            rows);
    }

    [Fact]
    public async Task Authz_check_says_when_nothing_applies_and_which_workloads_there_are()
    {
        var file = File_("mesh.yaml", Mesh);
        Assert.Equal((ExitCode.Ok, "no policy applies: everything is allowed\n", ""), await Run("x", "authz", "check", "default/a-1", "-f", file));
        var (code, _, error) = await Run("x", "authz", "check", "nobody", "-f", file);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("there are default/a-1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translate_makes_the_endpoints_that_Kubernetes_would_make_of_pods()
    {
        var (_, output, _) = await Run("x", "translate", "--proxy", File_("proxy.json", Sidecar), "-f", File_("mesh.yaml", Mesh));

        using var json = JsonDocument.Parse(output);
        var address = json.RootElement.GetProperty("endpoints")[0].GetProperty("endpoints")[0].GetProperty("lbEndpoints")[0].GetProperty("endpoint").GetProperty("address").GetProperty("socketAddress");
        Assert.Equal(("10.0.0.7", 8080), (address.GetProperty("address").GetString(), address.GetProperty("portValue").GetInt32()));
    }

    [Fact]
    public async Task Translate_does_nothing_with_half_a_mesh()
    {
        var (code, output, error) = await Run("x", "translate", "--proxy", File_("proxy.json", Sidecar), "-f", File_("mesh.yaml", Mesh + "\n---\napiVersion: v1\nkind: Service\nmetadata: {}\n"));

        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.Contains("mesh.yaml:", error);
        Assert.Contains("metadata.name is missing", error);
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("""{"typ": "sidecar"}""", "no field \"typ\"")]
    [InlineData("""{"type": "car"}""", "type must be one of gateway, proxyless, router, sidecar, not \"car\"")]
    [InlineData("""{"type": "sidecar", "ip": "here"}""", "ip must be an IP address, not \"here\"")]
    [InlineData("""{"type": "sidecar", "labels": {"a": 1}}""", "labels must be an object of strings")]
    [InlineData("""{"type": "sidecar", "metadata": []}""", "metadata must be an object")]
    [InlineData("[]", "the proxy must be an object like")]
    public async Task Translate_says_what_is_wrong_with_a_proxy(string proxy, string reason)
    {
        var (code, output, error) = await Run("x", "translate", "--proxy", File_("proxy.json", proxy), "-f", File_("mesh.yaml", Mesh));

        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.Contains("proxy.json", error);
        Assert.Contains(reason, error);
    }

    [Fact]
    public async Task Translate_wants_a_proxy() => Assert.Equal(ExitCode.Usage, (await Run("x", "translate", "-f", "mesh.yaml")).Code);

    [Fact]
    public async Task Validate_prints_a_line_of_JSON_for_each_document()
    {
        var file = File_("all.yaml", Mesh + "\n---\n" + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: bad, namespace: shop}
            spec: {hosts: [a], http: [{route: [{destination: {host: a}, weight: 0}, {destination: {host: b}, weight: 0}]}]}
            """);
        var (code, output, error) = await Run("validate", "-f", file, "-o", "json");

        Assert.Equal((ExitCode.Failed, ""), (code, error));
        var lines = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([true, true, true, false], lines.Select(line => line.GetProperty("valid").GetBoolean()));
        Assert.Equal(("VirtualService", "shop", "bad", 17), (lines[3].GetProperty("kind").GetString(), lines[3].GetProperty("namespace").GetString(), lines[3].GetProperty("name").GetString(), lines[3].GetProperty("line").GetInt32()));
        Assert.Contains("all.yaml:20:", lines[3].GetProperty("errors")[0].GetString());
        Assert.All(lines[..3], line => Assert.Equal((0, 0), (line.GetProperty("errors").GetArrayLength(), line.GetProperty("warnings").GetArrayLength())));
    }

    [Fact]
    public async Task Validate_does_not_care_what_is_honoured()
    {
        var file = File_("fault.yaml", """
            apiVersion: networking.istio.io/v1
            kind: WorkloadGroup
            metadata: {name: group}
            spec: {template: {serviceAccount: a}}
            """);
        Assert.Equal(ExitCode.Ok, (await Run("validate", "-f", file)).Code);
        var (code, output, _) = await Run("compat", "-f", file);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("fault.yaml:4:7: Warning LAT0012 (WorkloadGroup default/group)", output);
    }

    [Fact]
    public async Task Validate_names_a_file_that_is_not_there()
    {
        var (code, _, error) = await Run("validate", "-f", "/does/not/exist.yaml");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("/does/not/exist.yaml can't be read", error);
    }

    [Fact]
    public async Task Compat_is_content_with_what_is_supported()
    {
        var (code, output, error) = await Run("compat", "-f", File_("mesh.yaml", Mesh), "-o", "json");
        Assert.Equal((ExitCode.Ok, "[]", ""), (code, output.Trim(), error));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string File_(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static IEnumerable<string?> Names(JsonDocument json, string list, string field) =>
        json.RootElement.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(field).GetString());

    static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), error = new(CultureInfo.InvariantCulture);
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
