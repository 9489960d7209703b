using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds servers of Gateways whose certificate nobody has: the Secret must be where the gateway's pods are.</summary>
sealed class GatewaySecret : IAnalyzer
{
    public string Name => "gateway.SecretAnalyzer";

    public string Description => "Gateways whose credentialName is no Secret of the gateway's namespace";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Gateway, Kinds.Secret, .. PodLabels.Inputs];

    public void Analyze(AnalysisContext context)
    {
        var pods = PodLabels.Of(context);
        var secrets = context.List(Kinds.Secret).ToDictionary(item => item.Ref);
        foreach (var item in context.List(Kinds.Gateway))
        {
            var spec = item.As<Gateway>();
            var selector = Labels.Of(spec.Selector);
            string[] spaces = [.. pods.Where(pod => selector.Select(pod.Labels)).Select(pod => pod.Namespace).Distinct().Order(StringComparer.Ordinal)];
            for (var i = 0; i < spec.Servers.Count; i++)
            {
                foreach (var (path, name) in Credentials(spec.Servers[i].Tls, $"spec.servers[{i}].tls"))
                    Check(context, item, path, name, spaces, secrets);
            }
        }
    }

    /// <summary>The names that mean Secrets of the gateway's own namespace.</summary>
    static IEnumerable<(string Path, string Name)> Credentials(ServerTLSSettings? tls, string path)
    {
        if (tls is null)
            yield break;
        if (tls.CredentialName.Length > 0)
            yield return ($"{path}.credentialName", tls.CredentialName);
        for (var i = 0; i < tls.CredentialNames.Count; i++)
            yield return ($"{path}.credentialNames[{i}]", tls.CredentialNames[i]);
    }

    static void Check(
        AnalysisContext context, ConfigObject item, string path, string name, string[] spaces, Dictionary<ObjectRef, ConfigObject> secrets)
    {
        if (name.Contains("://", StringComparison.Ordinal))
            return;
        foreach (var space in spaces)
        {
            if (!secrets.TryGetValue(new ObjectRef(Kinds.Secret.Name, space, name), out var secret))
                context.Report(item, path, DiagnosticCode.ReferenceNotFound, Severity.Error,
                    $"Referenced credentialName not found: \"{name}\"", $"make a Secret of type kubernetes.io/tls in namespace {space}, where the gateway's pods are");
            else if (!HasPair(secret.As<V1Secret>()))
                context.Report(item, path, DiagnosticCode.InvalidGatewayCredential, Severity.Error,
                    $"The credential referenced by the Gateway {item.Name} in namespace {item.Namespace} is invalid: Secret {space}/{name} has no pair of tls.crt and tls.key", "add the missing half to the Secret");
        }
    }

    static bool HasPair(V1Secret secret) => (Has(secret, "tls.crt") && Has(secret, "tls.key")) || (Has(secret, "cert") && Has(secret, "key"));

    static bool Has(V1Secret secret, string key) =>
        (secret.StringData?.TryGetValue(key, out var text) == true && text.Length > 0) || (secret.Data?.TryGetValue(key, out var bytes) == true && bytes.Length > 0);
}
