using Lateen.Citadel;
using Lateen.Identity;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Node;

/// <summary>Gives a proxy what it needs to prove who it is: its token, and a folder that only it can read.</summary>
internal sealed class PodFiles(ISandbox sandbox, TokenIssuer tokens)
{
    const UnixFileMode OwnerMayRead = UnixFileMode.UserRead;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public async Task Write(PodPlan pod, CancellationToken cancel)
    {
        var token = sandbox.Layout.Token(pod);
        SecretFile.Write(token, tokens.Issue(new PodIdentity(pod.Namespace, pod.ServiceAccount, pod.Name), TokenIssuer.DefaultLife), OwnerMayRead);
        Directory.CreateDirectory(sandbox.Layout.ProxyState(pod), OwnerOnly);
        if (sandbox.HasUserIds)
            await Tool.Script($"giving pod {pod.Name} its files", $"chown {PodPlan.ProxyUserId}:{PodPlan.ProxyUserId} '{token}' '{sandbox.Layout.ProxyState(pod)}'\n", cancel);
    }
}
