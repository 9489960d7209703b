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

/// <summary>The DestinationRules that clients follow. A service asks for its own host's rules and for wildcards', so that a rule of another host asks nothing of it.</summary>
sealed class DestinationRuleModel
{
    readonly MeshModel model;
    readonly Collection<ObjectRef, HostedRule> rules;
    readonly Index<(string, Hostname), ObjectRef, HostedRule> byHost;
    readonly Index<string, ObjectRef, HostedRule> withWildcard;
    readonly Index<string, ObjectRef, HostedRule> withSelector;
    readonly Derived<(string, Hostname), DestinationRuleSet?> merged;
    readonly Derived<string, ValueList<Hostname>> wildcards;
    readonly Derived<(string, ValueList<ObjectRef>), DestinationRuleIndex> selected;
    readonly Derived<(string, ValueList<ObjectRef>, ServiceKey), DestinationRuleSet?> rulesOf;

    public DestinationRuleModel(DependencyGraph graph, MeshInputs inputs, MeshModel model)
    {
        this.model = model;
        rules = inputs[Kinds.DestinationRule].Map("destination rule", (reader, _, item) => HostedRule.Of(item, model.Mesh(reader)));
        byHost = rules.IndexByMany<(string, Hostname)>("destination rules by host", (key, rule) => rule.Selector is null ? [(key.Namespace, rule.Host)] : []);
        withWildcard = rules.IndexByMany<string>("destination rules of wildcards", (key, rule) => rule is { Selector: null, Host.IsWildcard: true } ? [key.Namespace] : []);
        withSelector = rules.IndexByMany<string>("destination rules that select", (key, rule) => rule.Selector is not null ? [key.Namespace] : []);
        merged = graph.Derive<(string, Hostname), DestinationRuleSet?>("destination rules", (reader, key) =>
            reader.Lookup(byHost, key) is { Count: > 0 } found ? Merge(reader, key.Item2, found.Values) : null);
        wildcards = graph.Derive<string, ValueList<Hostname>>("hosts with a wildcard", (reader, name) =>
            reader.Lookup(withWildcard, name).Values.Select(rule => rule.Host).Distinct().Order().ToValueList());
        selected = graph.Derive<(string, ValueList<ObjectRef>), DestinationRuleIndex>("destination rules of workload", (reader, key) => ReadSelected(reader, key.Item2));
        rulesOf = graph.Derive<(string, ValueList<ObjectRef>, ServiceKey), DestinationRuleSet?>("destination rules of service", RulesOf);
    }

    /// <summary>What a scope follows for a service, or null.</summary>
    public DestinationRuleSet? Rules(IGraphReader reader, OutboundScope scope, Service service) =>
        reader.Get(rulesOf, (scope.Namespace, scope.SelectedRules, service.Key));

    /// <summary>What every client of a namespace follows that no rule selects; servers take it too.</summary>
    public DestinationRuleSet? Rules(IGraphReader reader, string client, Service service) => reader.Get(rulesOf, (client, [], service.Key));

    /// <summary>The rules of a namespace that select a workload by its labels.</summary>
    public ValueList<ObjectRef> Selected(IGraphReader reader, string name, Labels labels) => reader.Lookup(withSelector, name).Values
        .Where(rule => rule.Selector!.Select(labels)).Select(rule => rule.Object.Ref).Order().ToValueList();

    DestinationRuleSet Merge(IGraphReader reader, Hostname host, IEnumerable<HostedRule> found) =>
        DestinationRuleSet.Merge(host, found.Select(rule => rule.Object), model.Mesh(reader));

    DestinationRuleIndex ReadSelected(IGraphReader reader, ValueList<ObjectRef> keys) => new(keys
        .Select(key => reader.Find(rules, key)).Where(found => found.HasValue).GroupBy(found => found.Value.Host)
        .Select(group => Merge(reader, group.Key, group.Select(found => found.Value)))
        .OrderBy(set => set.Host).ToValueList());

    DestinationRuleSet? RulesOf(IGraphReader reader, (string Client, ValueList<ObjectRef> Selected, ServiceKey Service) key)
    {
        if (reader.Find(model.Services, key.Service) is not { HasValue: true } service)
            return null;
        var own = key.Selected.Count == 0 ? null : reader.Get(selected, (key.Client, key.Selected)).Find(service.Value.Host);
        return own ?? DestinationRuleLookup.Find(
            service.Value, key.Client, model.Mesh(reader).RootNamespace, (name, condition) => MostSpecific(reader, name, service.Value.Host, condition));
    }

    /// <summary>The rules of a namespace for the host itself, else for the longest wildcard that it fits.</summary>
    DestinationRuleSet? MostSpecific(IGraphReader reader, string name, Hostname host, Func<DestinationRuleSet, bool> condition)
    {
        if (reader.Get(merged, (name, host)) is { } exact && condition(exact))
            return exact;
        return reader.Get(wildcards, name).Where(host.SubsetOf).Select(wildcard => reader.Get(merged, (name, wildcard))).FirstOrDefault(set => set is not null && condition(set));
    }
}
