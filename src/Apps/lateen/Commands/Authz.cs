using System.CommandLine;
using Lateen.Cli.Authorization;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen x authz check</c>: which policies decide about calls to a workload, from files alone.</summary>
internal static class Authz
{
    public static Command Create() => new("authz", "Who may call what") { Check() };

    static Command Check()
    {
        var pod = new Argument<string>("POD") { Description = "[namespace/]name, or its beginning, of a Pod, Deployment or StatefulSet in the files" };
        var files = new OfflineFiles();
        var check = new Command("check", "Print the AuthorizationPolicies in force for a workload, in the order in which its proxy asks them, each rule with its line") { pod };
        files.AddTo(check);
        check.SetAction(parsed =>
        {
            using var store = files.Read(parsed);
            var workload = OfflinePod.Find(store.Current, parsed.GetValue(pod)!);
            parsed.InvocationConfiguration.Output.Write(PolicyTable.Render(store.Current, workload.Namespace, workload.Labels));
        });
        return check;
    }
}
