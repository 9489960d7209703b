using k8s.Models;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Config.Tests;

public sealed class StoresTests
{
    static ConfigObject Service(string name, int port) => new(Kinds.Service, "default", name, new V1Service { Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Port = port }] } });

    [Fact]
    public void Objects_are_equal_when_they_say_the_same()
    {
        Assert.Equal(Service("a", 1), Service("a", 1));
        Assert.NotEqual(Service("a", 1), Service("a", 2));
        Assert.NotEqual(Service("a", 1), Service("b", 1));
        Assert.NotEqual(Service("a", 1), new ConfigObject(Kinds.Service, "default", "a", Service("a", 1).Spec, new ObjectMetadata { Labels = Labels.Of(("a", "b")) }));
        Assert.Throws<ArgumentException>(() => new ConfigObject(Kinds.Pod, "default", "a", new V1Service()));
    }

    [Fact]
    public void Applying_what_is_there_already_is_no_change()
    {
        var store = new MemoryConfigStore();
        var batches = new List<ConfigBatch>();
        store.Subscribe(batches.Add);
        store.Apply([Service("a", 1), Service("b", 1)]);
        store.Apply([Service("a", 1)]);
        store.Apply([Service("b", 2)], remove: [Service("a", 1).Ref]);
        Assert.Equal(3, batches.Count);
        Assert.Equal(["a", "b"], batches[1].Changes.Select(change => change.Ref.Name));
        Assert.Null(batches[2].Changes[0].New);
        Assert.NotNull(batches[2].Changes[1].Old);
    }

    [Fact]
    public void A_higher_layer_hides_and_reveals_a_lower_one()
    {
        MemoryConfigStore high = new(), low = new();
        low.Apply([Service("a", 1), Service("b", 1)]);
        using var both = new LayeredConfigStore(high, low);
        var changes = new List<string>();
        both.Subscribe(batch => changes.AddRange(batch.Changes.Select(change => $"{change.Ref.Name}:{Port(change.Old)}>{Port(change.New)}")));
        high.Apply([Service("a", 2)]);
        low.Apply([Service("a", 3), Service("b", 3)]);
        high.Apply([], remove: [Service("a", 2).Ref]);
        low.Apply([], remove: [Service("b", 3).Ref]);
        Assert.Equal(["a:>1", "b:>1", "a:1>2", "b:1>3", "a:2>3", "b:3>"], changes);
    }

    static string Port(ConfigObject? item) => item?.As<V1Service>().Spec.Ports[0].Port.ToString() ?? "";

    [Fact]
    public void Lines_come_from_the_layer_that_counts()
    {
        MemoryConfigStore high = new(), low = new();
        const string Text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";
        low.Replace(ConfigReader.Read("low.yaml", Text));
        high.Replace(ConfigReader.Read("high.yaml", Text));
        using var both = new LayeredConfigStore(high, low);
        Assert.Equal("high.yaml", both.Current.Sources.Locate(new ObjectRef("Namespace", "", "a"))!.Value.File);
    }

    [Fact]
    public void A_burst_of_signals_is_one_call()
    {
        var time = new ManualTime();
        var calls = 0;
        using var debounce = new Debounce(time, TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), () => calls++);
        for (var i = 0; i < 3; i++)
        {
            debounce.Signal();
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(0, calls);
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, calls);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Endless_signals_do_not_put_a_call_off_for_ever()
    {
        var time = new ManualTime();
        var calls = 0;
        using var debounce = new Debounce(time, TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), () => calls++);
        for (var i = 0; i < 20; i++)
        {
            debounce.Signal();
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.InRange(calls, 3, 4);
    }
}
