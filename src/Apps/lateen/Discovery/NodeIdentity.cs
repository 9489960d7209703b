using Envoy.Config.Core.V3;
using Lateen.Core;

namespace Lateen.Cli.Discovery;

/// <summary>Checks that a client is the node that it says it is, by Istio's rules and in its words.</summary>
internal static class NodeIdentity
{
    /// <summary>Null when the credentials fit the node, otherwise the text of PermissionDenied.</summary>
    public static string? Mismatch(Credentials credentials, Node node)
    {
        if (credentials.Identities.Count == 0)
            return null;
        string nodeNamespace = Metadata(node, "NAMESPACE");
        string account = Metadata(node, "SERVICE_ACCOUNT");
        if (!credentials.Identities.Any(identity => Fits(identity, nodeNamespace, account)))
            return $"authorization failed: no identities ([{string.Join(' ', credentials.Identities)}]) matched {nodeNamespace}/{account}";
        if (credentials.Pod is { } pod && (!NodeId.TryParse(node.Id, out NodeId id) || id.Pod != pod.Pod || id.Namespace != pod.Namespace))
            return $"authorization failed: the token of pod {pod.Namespace}/{pod.Pod} does not speak for node {node.Id}";
        return null;
    }

    static bool Fits(string identity, string nodeNamespace, string account) =>
        SpiffeId.TryParse(identity, out SpiffeId id)
        && id.TryGetWorkload(out string ownNamespace, out string ownAccount)
        && ownNamespace == nodeNamespace
        && (account.Length == 0 || ownAccount == account);

    static string Metadata(Node node, string key) =>
        node.Metadata is not null && node.Metadata.Fields.TryGetValue(key, out var value) ? value.StringValue : "";
}
