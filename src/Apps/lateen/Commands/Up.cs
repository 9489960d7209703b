using System.CommandLine;
using Lateen.Cli.Local;
using Lateen.Local;
using Lateen.Local.Launching;
using Lateen.Local.Sandbox;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen up</c>: runs a mesh on this machine from ordinary manifests.</summary>
internal static class Up
{
    const int DefaultPort = 8080;

    static readonly Dictionary<string, Isolation?> Isolations = new()
    {
        ["auto"] = null,
        ["netns"] = Environment.IsPrivilegedProcess ? Isolation.Namespaces : Isolation.UserNamespaces,
        ["loopback"] = Isolation.Loopback,
    };

    public static Command Create()
    {
        var files = new Argument<string[]>("MANIFESTS") { Description = "Files and folders with Kubernetes and Istio objects", Arity = ArgumentArity.OneOrMore };
        var name = MeshOption.Create();
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1 for the ingress gateway; 0 for any free one", DefaultValueFactory = _ => DefaultPort };
        var proxy = new Option<string?>("--proxy") { Description = "Run this Envoy as every sidecar and gateway instead of lateen-proxy" };
        var isolation = new Option<string>("--isolation") { Description = "What keeps pods apart: netns, loopback, or the best there is (auto)", DefaultValueFactory = _ => "auto" };
        isolation.AcceptOnlyFromAmong([.. Isolations.Keys]);
        var forTime = Node.ForOption();
        var output = Node.OutputOption();
        var command = new Command("up", "Run a mesh on this machine from Kubernetes and Istio manifests") { files, name, port, proxy, isolation, forTime, output };
        command.SetAction((parsed, cancel) => Run(new UpOptions
        {
            Name = parsed.GetValue(name)!,
            Files = parsed.GetValue(files)!,
            Isolation = Isolations[parsed.GetValue(isolation)!],
            Port = parsed.GetValue(port),
            Envoy = parsed.GetValue(proxy),
            NodeArguments = Node.Arguments(parsed.GetValue(forTime), parsed.GetValue(output)),
        }, parsed.InvocationConfiguration.Error));
        return command;
    }

    static async Task<int> Run(UpOptions options, TextWriter error)
    {
        try
        {
            return await new Launcher(Installation.Machine(), options).Run(sentence => error.WriteLine(sentence), CancellationToken.None);
        }
        catch (LocalMeshException problem)
        {
            throw new CommandException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the state of the mesh can't be kept in {Installation.StateFolder}: {problem.Message}");
        }
    }
}
