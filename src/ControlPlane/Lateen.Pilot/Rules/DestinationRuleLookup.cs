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
    /// <param name="indexOf">The rules of a namespace.</param>
    public static DestinationRuleSet? Find(
        Service service, string clientNamespace, string rootNamespace, Func<string, DestinationRuleIndex> indexOf)
    {
        var isRoot = clientNamespace == rootNamespace;
        return indexOf(clientNamespace).Find(service.Host, set => !isRoot || set.ExportTo.IsPrivateTo(rootNamespace))
            ?? indexOf(service.Namespace).Find(service.Host, set => set.ExportTo.Includes(clientNamespace))
            ?? indexOf(rootNamespace).Find(service.Host, set => set.ExportTo.Includes(clientNamespace));
    }
}
