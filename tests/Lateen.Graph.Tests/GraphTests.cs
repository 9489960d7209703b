using Lateen.Core;

namespace Lateen.Graph.Tests;

public sealed class GraphTests
{
    readonly Graph graph = new();

    [Fact]
    public void A_derived_value_follows_its_inputs()
    {
        var numbers = graph.Input<string, int>("numbers");
        var doubled = graph.Derive<string, int>("doubled", (reader, key) => reader.Find(numbers, key).ValueOr(0) * 2);
        graph.Commit(batch => batch.Set(numbers, "a", 1));
        using var observer = graph.Observe(doubled, "a");
        Assert.Equal(2, observer.Value);

        graph.Commit(batch => batch.Set(numbers, "a", 5));

        Assert.Equal(10, observer.Value);
    }

    [Fact]
    public void Absence_is_a_value_that_can_be_depended_on()
    {
        var numbers = graph.Input<string, int>("numbers");
        var seen = graph.Derive<string, bool>("seen", (reader, key) => reader.Find(numbers, key).HasValue);
        using var observer = graph.Observe(seen, "late");
        Assert.False(observer.Value);

        graph.Commit(batch => batch.Set(numbers, "late", 1));

        Assert.True(observer.Value);
    }

    [Fact]
    public void An_equal_value_stops_the_wave()
    {
        var number = graph.Value("number", 1);
        var parity = graph.Derive<int, int>("parity", (reader, _) => reader.Get(number) % 2);
        var text = graph.Derive<int, string>("text", (reader, key) => reader.Get(parity, key) == 0 ? "even" : "odd");
        using var observer = graph.Observe(text, 0);
        var before = observer.Value;
        var recomputed = graph.Counters.Recomputed;

        graph.Commit(batch => batch.Set(number, 3));

        Assert.Equal(1, graph.Counters.Recomputed - recomputed);
        Assert.Same(before, observer.Value);
    }

    [Fact]
    public void A_change_to_another_key_costs_a_reader_nothing()
    {
        var numbers = graph.Input<int, int>("numbers");
        graph.Commit(batch => { for (var i = 0; i < 1000; i++) batch.Set(numbers, i, i); });
        var squares = numbers.Map("squares", (_, _, value) => value * value);
        using var all = graph.Observe(squares);
        var before = graph.Counters.Recomputed;

        graph.Commit(batch => batch.Set(numbers, 7, 8));

        Assert.Equal(1, graph.Counters.Recomputed - before);
        var change = Assert.Single(all.TakeChanges());
        Assert.Equal((7, 49, 64), (change.Key, change.Old.Value, change.New.Value));
    }

    [Fact]
    public void A_batch_that_changes_nothing_makes_no_revision()
    {
        var numbers = graph.Input<int, int>("numbers");
        graph.Commit(batch => batch.Set(numbers, 1, 1));
        var revision = graph.Revision;

        graph.Commit(batch => { batch.Set(numbers, 1, 1); batch.Remove(numbers, 2); });

        Assert.Equal(revision, graph.Revision);
    }

    [Fact]
    public void A_failing_function_keeps_its_last_good_value_and_says_why()
    {
        var number = graph.Value("number", 1);
        var risky = graph.Derive<int, int>("risky", (reader, _) =>
            reader.Get(number) < 0 ? throw new FormatException("negative") : reader.Get(number));
        var above = graph.Derive<int, int>("above", (reader, key) => reader.Get(risky, key) + 1);
        using var observer = graph.Observe(above, 0);

        graph.Commit(batch => batch.Set(number, -1));

        Assert.Equal(2, observer.Value);
        var error = Assert.Single(graph.Errors);
        Assert.Equal(("risky(0)", "negative", true), (error.Node, error.Exception.Message, error.HasLastGood));

        graph.Commit(batch => batch.Set(number, 4));
        Assert.Equal(5, observer.Value);
        Assert.Empty(graph.Errors);
    }

    [Fact]
    public void A_function_that_never_succeeded_fails_its_readers_until_it_does()
    {
        var number = graph.Value("number", -1);
        var risky = graph.Derive<int, int>("risky", (reader, _) =>
            reader.Get(number) < 0 ? throw new FormatException("negative") : reader.Get(number));
        var above = graph.Derive<int, int>("above", (reader, key) => reader.Get(risky, key) + 1);
        using var observer = graph.Observe(above, 0);
        Assert.Throws<GraphReadException>(() => observer.Value);

        graph.Commit(batch => batch.Set(number, 1));

        Assert.Equal(2, observer.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cycle_is_an_error_that_names_the_path(int parallelism)
    {
        var cyclic = new Graph(parallelism);
        var closed = cyclic.Value("closed", false);
        Derived<string, int> links = null!;
        links = cyclic.Derive<string, int>("link", (reader, key) => key switch
        {
            "a" => reader.Get(links, "b") + 1,
            "b" => reader.Get(closed) ? reader.Get(links, "a") + 1 : 1,
            _ => 0,
        });
        using var a = cyclic.Observe(links, "a");
        using var b = cyclic.Observe(links, "b");
        Assert.Equal(2, a.Value);

        cyclic.Commit(batch => batch.Set(closed, true));

        Assert.Contains(cyclic.Errors, error => error.Exception is GraphCycleException
            && error.Exception.Message.Contains("link(b) -> link(b)", StringComparison.Ordinal));
        Assert.Equal((2, 1), (a.Value, b.Value));

        cyclic.Commit(batch => batch.Set(closed, false));
        Assert.Empty(cyclic.Errors);
    }

    [Fact]
    public void What_nobody_observes_is_dropped()
    {
        var numbers = graph.Input<int, int>("numbers");
        graph.Commit(batch => batch.Set(numbers, 1, 1));
        var nodes = graph.Counters.Nodes;
        var evens = numbers.Where("evens", (_, _, value) => value % 2 == 0);
        var byValue = evens.IndexBy("by value", (_, value) => value);
        var count = graph.Derive<int, int>("count", (reader, key) => reader.Lookup(byValue, key).Count);
        var observer = graph.Observe(count, 2);
        Assert.True(graph.Counters.Nodes > nodes);

        observer.Dispose();

        Assert.Equal((nodes, 0), (graph.Counters.Nodes, graph.Counters.Edges));
        Assert.Equal(0, count.LiveCount);
    }

    [Fact]
    public void A_dropped_collection_can_be_observed_again()
    {
        var numbers = graph.Input<int, int>("numbers");
        var family = new CollectionFamily<int, int, int>(graph, factor => numbers.Map($"times {factor}", (_, _, value) => value * factor));
        graph.Commit(batch => batch.Set(numbers, 1, 1));
        graph.Observe(family[3]).Dispose();
        Assert.Equal(0, family.LiveCount);
        graph.Commit(batch => batch.Set(numbers, 1, 2));

        using var again = graph.Observe(family[3]);

        Assert.Equal(6, again.Entries[1]);
    }

    [Fact]
    public void A_pinned_revision_does_not_move()
    {
        var numbers = graph.Input<int, int>("numbers");
        graph.Commit(batch => batch.Set(numbers, 1, 1));
        var doubled = numbers.Map("doubled", (_, _, value) => value * 2);
        var sum = graph.Derive<int, int>("sum", (reader, _) => reader.All(doubled).Values.Sum());
        using var all = graph.Observe(doubled);
        using var total = graph.Observe(sum, 0);
        using var pinned = graph.Pin();

        graph.Commit(batch => batch.Set(numbers, 1, 10));

        Assert.Equal((2, 2), (pinned.Get(total), pinned.Get(all)[1]));
        using var current = graph.Pin();
        Assert.Equal((20, 20), (current.Get(total), current.Get(all)[1]));
    }

    [Fact]
    public async Task The_revision_after_next_waits_for_the_oldest_pin()
    {
        var number = graph.Value("number", 1);
        var pinned = graph.Pin();
        graph.Commit(batch => batch.Set(number, 2));
        var third = Task.Run(() => graph.Commit(batch => batch.Set(number, 3)), TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);

        pinned.Dispose();

        Assert.Equal(pinned.Revision + 2, await third);
    }

    [Fact]
    public void Of_two_owners_of_a_key_the_lower_counts_and_the_other_follows()
    {
        var lists = graph.Input<int, string>("lists");
        graph.Commit(batch => { batch.Set(lists, 1, "ab"); batch.Set(lists, 2, "bc"); });
        var letters = lists.FlatMap("letters", (_, owner, text) => text.Select(letter => KeyValuePair.Create(letter, owner)));
        using var observer = graph.Observe(letters);
        Assert.Equal(1, observer.Entries['b']);

        graph.Commit(batch => batch.Remove(lists, 1));

        Assert.Equal("b=2 c=2", string.Join(" ", observer.Entries.OrderBy(e => e.Key).Select(e => $"{e.Key}={e.Value}")));
    }

    [Fact]
    public void A_key_that_one_owner_lets_go_and_another_gives_the_same_value_is_no_change()
    {
        var lists = graph.Input<int, string>("lists");
        graph.Commit(batch => batch.Set(lists, 1, "ab"));
        var letters = lists.FlatMap("letters", (_, _, text) => text.Select(letter => KeyValuePair.Create(letter, char.ToUpperInvariant(letter))));
        var byValue = letters.IndexBy("by value", (_, value) => value);
        var count = graph.Derive<char, int>("count", (reader, key) => reader.Lookup(byValue, key).Count);
        using var observer = graph.Observe(count, 'B');
        using var all = graph.Observe(letters);
        var before = graph.Counters.Recomputed;

        graph.Commit(batch => { batch.Remove(lists, 1); batch.Set(lists, 2, "b"); });

        // One run for the new list; the count of B has nothing new to read.
        Assert.Equal(1, graph.Counters.Recomputed - before);
        Assert.Equal('a', Assert.Single(all.TakeChanges()).Key);
    }

    [Fact]
    public void Attribution_names_the_objects_and_edges_confirm_them()
    {
        var objects = graph.Input<ObjectRef, string>("objects");
        var key = new ObjectRef("VirtualService", "default", "reviews");
        graph.Commit(batch => batch.Set(objects, key, "80/20"));
        var source = new SourceRef(key, "spec.http[0]");
        var routes = objects.Map("routes", (reader, _, text) => reader.Emit("route:reviews", text + "!", source));
        var table = graph.Derive<int, int>("table", (reader, _) => reader.All(routes).Count);
        using var observer = graph.Observe(routes);
        using var count = graph.Observe(table, 0);

        var attribution = Assert.Single(observer.AttributionsOf(key));

        Assert.Equal(("route:reviews", source), (attribution.Part, attribution.Sources[0]));
        Assert.Contains(key, observer.SourcesOf(key));
        Assert.Contains(key, count.Sources);
    }
}
