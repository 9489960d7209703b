using Istio.Security.V1Beta1;
using Lateen.Config.Reading;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Config;

/// <summary>What <c>when</c> of an AuthorizationPolicy's rule must be.</summary>
static class PolicyConditionRules
{
    const string EnvoyFilters = "experimental.envoy.filters.";

    static readonly string[] Plain =
    [
        "connection.sni", "destination.ip", "destination.port", "remote.ip", "request.auth.audiences", "request.auth.presenter",
        "request.auth.principal", "source.ip", "source.namespace", "source.principal", "source.serviceAccount", "source.trustDomain",
    ];

    static readonly string[] Keyed = ["request.auth.claims", "request.headers", EnvoyFilters];

    public static void Check(Condition condition, Action action, string path, ObjectReport report)
    {
        var key = condition.Key;
        if (key.Length == 0)
        {
            report.Error($"{path}.key", $"{path}.key is missing", $"it is one of {string.Join(", ", Plain)}, request.headers[NAME], request.auth.claims[NAME]");
            return;
        }

        if (condition.Values.Count + condition.NotValues.Count == 0)
            report.Error(path, $"{path} needs values or notValues");
        CheckKey(key, $"{path}.key", report);
        CheckValues(key, condition.Values, $"{path}.values", report);
        CheckValues(key, condition.NotValues, $"{path}.notValues", report);
        if (action == Action.Custom && NeedsAuthentication(key))
            report.Error($"{path}.key", $"{path}.key {key} cannot be used with action CUSTOM, which is evaluated before identities are known");
    }

    static bool NeedsAuthentication(string key) =>
        key is "source.namespace" or "source.principal" or "source.serviceAccount" or "source.trustDomain" || key.StartsWith("request.auth.", StringComparison.Ordinal);

    static void CheckKey(string key, string path, ObjectReport report)
    {
        if (Plain.Contains(key))
            return;
        if (Keyed.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is not { } keyed)
        {
            report.Error(path, $"{path} \"{Quoting.Short(key)}\" is no attribute that conditions know", Advice(key));
            return;
        }

        var open = key.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || !key.EndsWith(']') || open >= key.Length - 2)
            report.Error(path, $"{path} \"{Quoting.Short(key)}\" must end in a name in brackets", $"write for example {keyed.TrimEnd('.')}[name]");
    }

    static string Advice(string key) => key switch
    {
        "destination.namespace" => "a policy's own namespace says where it applies",
        _ when key.StartsWith("destination.labels", StringComparison.Ordinal) => "spec.selector says where a policy applies",
        _ => $"it is one of {string.Join(", ", Plain)}, request.headers[NAME], request.auth.claims[NAME]",
    };

    static void CheckValues(string key, IReadOnlyList<string> values, string path, ObjectReport report)
    {
        PolicyValues.CheckFilled(values, path, report);
        if (key is "source.ip" or "remote.ip" or "destination.ip")
            PolicyValues.CheckNetworks(values, path, report);
        else if (key == "destination.port")
            PolicyValues.CheckPorts(values, path, report);
    }
}
