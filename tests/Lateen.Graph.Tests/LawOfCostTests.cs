using System.Collections.Immutable;

namespace Lateen.Graph.Tests;

/// <summary>
/// The law of cost on a mesh-shaped graph, by counters: endpoints grouped by service, services seen by scopes, one resource per
/// service and scope.
/// </summary>
public sealed class LawOfCostTests
{
    const int Services = 200;
    const int EndpointsPerService = 10;
    const int Scopes = 5;

    readonly Graph graph = new();
    readonly InputCollection<int, string> services;
    readonly InputCollection<int, (int Service, string Address)> endpoints;
    readonly List<CollectionObserver<int, string>> clusters = [];
    readonly CollectionObserver<int, string> assignments;

    public LawOfCostTests()
    {
        services = graph.Input<int, string>("services");
        endpoints = graph.Input<int, (int, string)>("endpoints");
        graph.Commit(batch =>
        {
            for (var s = 0; s < Services; s++)
                batch.Set(services, s, $"service-{s}");
            for (var e = 0; e < Services * EndpointsPerService; e++)
                batch.Set(endpoints, e, (e / EndpointsPerService, $"10.0.{e / 250}.{e % 250}"));
        });
        var ofService = endpoints.IndexBy("endpoints of a service", (_, endpoint) => endpoint.Service);
        var assignment = services.Map("assignments", (reader, key, _) =>
            string.Join(",", reader.Lookup(ofService, key).Values.Select(e => e.Address).Order(StringComparer.Ordinal)));
        assignments = graph.Observe(assignment);
        // Scope n sees every service whose number it divides.
        var byScope = new CollectionFamily<int, int, string>(graph, scope => services
            .Where($"visible to {scope}", (_, key, _) => key % (scope + 1) == 0)
            .Map($"clusters of {scope}", (_, key, name) => $"outbound|80||{name}"));
        for (var scope = 0; scope < Scopes; scope++)
            clusters.Add(graph.Observe(byScope[scope]));
    }

    [Fact]
    public void An_endpoint_change_recomputes_one_node_and_changes_one_resource()
    {
        var before = graph.Counters.Recomputed;

        graph.Commit(batch => batch.Set(endpoints, 55, (5, "10.9.9.9")));

        Assert.Equal(1, graph.Counters.Recomputed - before);
        Assert.Equal(5, Assert.Single(assignments.TakeChanges()).Key);
        Assert.All(clusters, scope => Assert.Empty(scope.TakeChanges()));
    }

    [Fact]
    public void A_service_change_recomputes_as_many_nodes_as_scopes_see_it()
    {
        var before = graph.Counters.Recomputed;

        graph.Commit(batch => batch.Set(services, 60, "renamed"));

        // Its assignment, the visibility in each scope, and a cluster in each scope that sees it.
        var seenBy = Enumerable.Range(1, Scopes).Count(n => 60 % n == 0);
        Assert.Equal(1 + Scopes + seenBy, graph.Counters.Recomputed - before);
        Assert.Equal(seenBy, clusters.Sum(scope => scope.TakeChanges().Length));
        Assert.Empty(assignments.TakeChanges());
    }

    [Fact]
    public void An_endpoint_that_moves_between_services_touches_both_and_no_other()
    {
        var before = graph.Counters.Recomputed;

        graph.Commit(batch => batch.Set(endpoints, 55, (6, "10.0.0.55")));

        Assert.Equal(2, graph.Counters.Recomputed - before);
        Assert.Equal([5, 6], assignments.TakeChanges().Select(change => change.Key).Order());
    }

    [Fact]
    public void A_commit_of_the_same_values_recomputes_nothing()
    {
        var before = graph.Counters;

        graph.Commit(batch =>
        {
            for (var s = 0; s < Services; s++)
                batch.Set(services, s, $"service-{s}");
        });

        Assert.Equal(before, graph.Counters);
    }

    [Fact]
    public void Persistent_maps_are_shared_between_revisions()
    {
        var old = assignments.Entries;

        graph.Commit(batch => batch.Set(endpoints, 55, (5, "10.9.9.9")));

        Assert.IsType<ImmutableDictionary<int, string>>(assignments.Entries);
        Assert.Same(old[7], assignments.Entries[7]);
        Assert.NotEqual(old[5], assignments.Entries[5]);
    }
}
