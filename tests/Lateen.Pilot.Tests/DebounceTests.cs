using Lateen.Pilot.Push;
using Lateen.Pilot.Tests.Rigs;

namespace Lateen.Pilot.Tests;

public sealed class DebounceTests
{
    static readonly PushOptions Options = new(Milliseconds(100), Milliseconds(1000));

    [Fact]
    public void Nothing_waits_before_something_has_changed() => Assert.Null(new Debounce(Options).Ask(Milliseconds(5)));

    [Fact]
    public void A_push_begins_when_it_has_been_quiet()
    {
        var debounce = new Debounce(Options);

        Assert.Equal(Milliseconds(100), debounce.Changed(Milliseconds(0)));
        Assert.Equal(Milliseconds(40), debounce.Ask(Milliseconds(60)));
        Assert.Equal(Milliseconds(100), debounce.Changed(Milliseconds(60)));
        Assert.Equal(TimeSpan.Zero, debounce.Ask(Milliseconds(160)));
    }

    [Fact]
    public void Changes_without_end_do_not_hold_a_push_up_for_ever()
    {
        var debounce = new Debounce(Options);

        for (var now = 0; now < 1000; now += 50)
            Assert.NotEqual(TimeSpan.Zero, debounce.Changed(Milliseconds(now)));

        Assert.Equal(TimeSpan.Zero, debounce.Changed(Milliseconds(1000)));
    }

    [Fact]
    public void After_a_push_nothing_waits()
    {
        var debounce = new Debounce(Options);
        debounce.Changed(Milliseconds(0));

        debounce.Pushed();

        Assert.Null(debounce.Ask(Milliseconds(500)));
    }

    [Fact]
    public void Changes_that_come_together_are_one_push()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = rig.Open(Meshes.ProductpageNode);
        var reports = new List<PushReport>();
        rig.Source.Pushed += reports.Add;

        rig.Store.Apply(PilotRig.Read(Meshes.Weights(1, 99)).Objects);
        rig.Store.Apply(PilotRig.Read(Meshes.Workload("late", "v1", "10.0.0.8", "10.96.0.8")).Objects);
        rig.Time.Advance(PushOptions.Local.Quiet);

        Assert.Equal(4, Assert.Single(reports).Objects);
        Assert.Equal(1, rig.Notices);
    }

    static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
