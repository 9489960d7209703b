using k8s.Models;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Values that no message may quote.</summary>
sealed class SecretKind : KubernetesKind<V1Secret>
{
    const string Tls = "kubernetes.io/tls";

    public override string Name => "Secret";

    private protected override void Validate(V1Secret model, ObjectReport report)
    {
        if (model.Type != Tls)
            return;
        foreach (var key in new[] { "tls.crt", "tls.key" })
        {
            if (model.Data?.ContainsKey(key) != true && model.StringData?.ContainsKey(key) != true)
                report.Error("data", $"data has no {key}: a Secret of type {Tls} holds tls.crt and tls.key", "add it under data in base64, or under stringData as text");
        }
    }
}
