using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;
using DependencyGraph = Lateen.Graph.Graph;
using Service = Lateen.Pilot.Services.Service;

namespace Lateen.Pilot.Mesh;

/// <summary>The DestinationRules that clients follow.</summary>
sealed class DestinationRuleModel
{
    readonly MeshModel model;
    readonly Index<string, ObjectRef, ConfigObject> byNamespace;
    readonly Derived<string, DestinationRuleIndex> indexes;
    readonly Derived<(string, ValueList<ObjectRef>), DestinationRuleIndex> selected;
    readonly Derived<(string, ValueList<ObjectRef>, ServiceKey), DestinationRuleSet?> rulesOf;

    public DestinationRuleModel(DependencyGraph graph, MeshInputs inputs, MeshModel model)
    {
        this.model = model;
        byNamespace = inputs[Kinds.DestinationRule].IndexBy("destination rules by namespace", (key, _) => key.Namespace);
        indexes = graph.Derive<string, DestinationRuleIndex>("destination rules", (reader, name) =>
            Index(reader, reader.Lookup(byNamespace, name).Values.Where(rule => Selector(rule) is null)));
        selected = graph.Derive<(string, ValueList<ObjectRef>), DestinationRuleIndex>("destination rules of workload", (reader, key) =>
            Index(reader, reader.Lookup(byNamespace, key.Item1).Values.Where(rule => key.Item2.Contains(rule.Ref))));
        rulesOf = graph.Derive<(string, ValueList<ObjectRef>, ServiceKey), DestinationRuleSet?>("destination rules of service", RulesOf);
    }

    /// <summary>What a scope follows for a service, or null.</summary>
    public DestinationRuleSet? Rules(IGraphReader reader, OutboundScope scope, Service service) =>
        reader.Get(rulesOf, (scope.Namespace, scope.SelectedRules, service.Key));

    /// <summary>What every client of a namespace follows that no rule selects; servers take it too.</summary>
    public DestinationRuleSet? Rules(IGraphReader reader, string client, Service service) => reader.Get(rulesOf, (client, [], service.Key));

    /// <summary>The rules of a namespace that select a workload by its labels.</summary>
    public ValueList<ObjectRef> Selected(IGraphReader reader, string name, Labels labels) => reader.Lookup(byNamespace, name).Values
        .Where(rule => Selector(rule)?.Select(labels) == true).Select(rule => rule.Ref).Order().ToValueList();

    static Labels? Selector(ConfigObject rule) =>
        rule.As<DestinationRule>().WorkloadSelector is { MatchLabels.Count: > 0 } selector ? Labels.Of(selector.MatchLabels) : null;

    DestinationRuleIndex Index(IGraphReader reader, IEnumerable<ConfigObject> rules)
    {
        var options = model.Mesh(reader);
        return new DestinationRuleIndex(rules
            .GroupBy(rule => Hostname.Resolve(rule.As<DestinationRule>().Host, rule.Namespace, options.DomainSuffix))
            .Select(group => DestinationRuleSet.Merge(group.Key, group, options))
            .OrderBy(set => set.Host).ToValueList());
    }

    DestinationRuleSet? RulesOf(IGraphReader reader, (string Client, ValueList<ObjectRef> Selected, ServiceKey Service) key)
    {
        if (reader.Find(model.Services, key.Service) is not { HasValue: true } service)
            return null;
        var own = key.Selected.Count == 0 ? null : reader.Get(selected, (key.Client, key.Selected)).Find(service.Value.Host, _ => true);
        return own ?? DestinationRuleLookup.Find(service.Value, key.Client, model.Mesh(reader).RootNamespace, name => reader.Get(indexes, name));
    }
}
