namespace Lateen.Core;

/// <summary>Names under which certificates and trust bundles are asked for over SDS.</summary>
public static class SecretName
{
    /// <summary>The workload's own certificate.</summary>
    public const string Workload = "default";

    /// <summary>The mesh's roots of trust.</summary>
    public const string RootCa = "ROOTCA";

    /// <summary>The roots of the operating system.</summary>
    public const string SystemRoot = "file-root:system";

    /// <summary>What a credential name says when it means the mesh's own certificate.</summary>
    public const string BuiltIn = "builtin://";

    /// <summary>Begins a credential name that means a provider of the mesh.</summary>
    public const string Provider = "sds://";

    /// <summary>Ends the name of the CA half of a credential.</summary>
    public const string CaSuffix = "-cacert";

    /// <summary>A certificate and key in files.</summary>
    public static string FileCertificate(string certificate, string key) => $"file-cert:{certificate}~{key}";

    /// <summary>A trust bundle in a file.</summary>
    public static string FileRoot(string bundle) => $"file-root:{bundle}";

    /// <summary>A Secret in the namespace of the gateway's pod.</summary>
    public static string Kubernetes(string secret) => $"kubernetes://{secret}";

    /// <summary>A Secret in a namespace that a ReferenceGrant opens.</summary>
    public static string KubernetesGateway(string secretNamespace, string secret) => $"kubernetes-gateway://{secretNamespace}/{secret}";

    /// <summary>A trust bundle in a ConfigMap.</summary>
    public static string ConfigMap(string mapNamespace, string map) => $"configmap://{mapNamespace}/{map}";
}
