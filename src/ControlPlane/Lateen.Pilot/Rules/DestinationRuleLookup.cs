using Lateen.Pilot.Services;

namespace Lateen.Pilot.Rules;

/// <summary>Which namespace's DestinationRules a client follows for a service.</summary>
static class DestinationRuleLookup
{
    /// <summary>
    /// The client's own namespace first, then the service's, then the root namespace; the first that has any host that matches, even a
    /// wildcard, ends the search.
    /// </summary>
    /// <param name="service">The destination.</param>
    /// <param name="clientNamespace">Of the proxy.</param>
    /// <param name="rootNamespace">Of the mesh.</param>
    /// <param name="mostSpecific">A namespace's most specific rules for the service's host that satisfy a condition.</param>
    public static DestinationRuleSet? Find(
        Service service, string clientNamespace, string rootNamespace, Func<string, Func<DestinationRuleSet, bool>, DestinationRuleSet?> mostSpecific)
    {
        var isRoot = clientNamespace == rootNamespace;
        return mostSpecific(clientNamespace, set => !isRoot || set.ExportTo.IsPrivateTo(rootNamespace))
            ?? mostSpecific(service.Namespace, set => set.ExportTo.Includes(clientNamespace))
            ?? mostSpecific(rootNamespace, set => set.ExportTo.Includes(clientNamespace));
    }
}
