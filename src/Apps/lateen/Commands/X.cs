using System.CommandLine;
using System.Text.Json;
using Lateen.Cli.Authorization;
using Lateen.Cli.Translation;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen x</c>: commands for scripts and for the curious, which work on files alone.</summary>
internal static class X
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static Command Create() => new("x", "Commands for scripts: what the mesh would do, from files alone") { Authz(), Translate() };

    static Command Authz()
    {
        var pod = new Argument<string>("POD") { Description = "[namespace/]name, or its beginning, of a Pod, Deployment or StatefulSet in the files" };
        var files = Files();
        var inNamespace = InNamespace();
        var check = new Command("check", "Print the AuthorizationPolicies in force for a workload, in the order in which its proxy asks them, each rule with its line") { pod, files, inNamespace };
        check.SetAction(parsed =>
        {
            using var store = FileConfigStore.Read(new FileConfigOptions { Paths = parsed.GetValue(files)!, DefaultNamespace = parsed.GetValue(inNamespace)! });
            RefuseErrors(store.Current, parsed.InvocationConfiguration.Error);
            var workload = OfflinePod.Find(store.Current, parsed.GetValue(pod)!);
            parsed.InvocationConfiguration.Output.Write(PolicyTable.Render(store.Current, workload.Namespace, workload.Labels));
        });
        return new Command("authz", "Who may call what") { check };
    }

    static Option<string[]> Files() =>
        new("--file", "-f") { Description = "File or folder of manifests; may be given several times", Required = true, AllowMultipleArgumentsPerToken = true };

    static Option<string> InNamespace() => new("--namespace", "-n") { Description = "Where objects go that name no namespace", DefaultValueFactory = _ => "default" };

    static Command Translate()
    {
        var proxy = new Option<string>("--proxy") { Description = "JSON file that describes the proxy: {type, namespace, name, labels, ip, metadata}", Required = true };
        var files = Files();
        var inNamespace = InNamespace();
        var output = new Option<string>("--output", "-o") { Description = "json", DefaultValueFactory = _ => "json" };
        output.AcceptOnlyFromAmong("json");
        var command = new Command("translate", "Print the listeners, routes, clusters and endpoints that a proxy would be given") { proxy, files, inNamespace, output };
        command.SetAction(parsed =>
        {
            var described = ProxyDocument.Read(parsed.GetValue(proxy)!);
            using var store = FileConfigStore.Read(new FileConfigOptions { Paths = parsed.GetValue(files)!, DefaultNamespace = parsed.GetValue(inNamespace)! });
            RefuseErrors(store.Current, parsed.InvocationConfiguration.Error);
            using var mesh = new OfflineMesh(store.Current.Objects.Values);
            parsed.InvocationConfiguration.Output.WriteLine(mesh.Translate(described.Node()).ToJsonString(Json));
        });
        return command;
    }

    /// <summary>Half a mesh would be translated into something that nobody means.</summary>
    static void RefuseErrors(ConfigSnapshot read, TextWriter error)
    {
        Diagnostic[] errors = [.. read.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)];
        foreach (var diagnostic in errors)
            error.WriteLine(diagnostic);
        if (errors.Length > 0)
            throw new CommandException(errors.Length == 1 ? "the error above stands in the way" : $"the {errors.Length} errors above stand in the way");
    }
}
