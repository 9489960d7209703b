using Xunit;
using static Lateen.Xds.XdsTypes;

namespace Lateen.Xds.Tests;

public sealed class DeltaServerStreamTests
{
    readonly ServerRig rig = new();

    [Fact]
    public void Wildcard_first_request_gets_everything_even_if_empty()
    {
        rig.DeltaRequest(Cluster);
        Assert.Equal("Cluster 0 n-1: ", rig.Next());
        rig.DeltaRequest(Listener, "*");
        Assert.Equal("Listener 0 n-2: ", rig.Next());
    }

    [Fact]
    public void Reconnecting_client_gets_what_differs_and_loses_what_is_gone()
    {
        rig.Source.Set(Cluster, "same");
        rig.Source.Set(Cluster, "changed", "2");
        rig.Source.Set(Cluster, "new");
        rig.DeltaRequest(
            Cluster, held: [("same", Fixtures.Make(Cluster, "same", "x").Version), ("changed", "old"), ("gone", "old")]);
        Assert.Equal("Cluster 3 n-1: +changed +new -gone", rig.Next());
    }

    [Fact]
    public void Named_subscription_gets_names_and_says_which_do_not_exist()
    {
        rig.Source.Set(ClusterLoadAssignment, "a");
        rig.DeltaRequest(ClusterLoadAssignment, "a b");
        Assert.Equal("ClusterLoadAssignment 1 n-1: +a -b", rig.Next());
        rig.DeltaRequest(ClusterLoadAssignment, nonce: "n-1");
        rig.Source.Set(ClusterLoadAssignment, "b");
        rig.Delta.OnChanged();
        Assert.Equal("ClusterLoadAssignment 2 n-2: +b", rig.Next());
    }

    [Fact]
    public void Subscribing_again_to_a_known_name_sends_it_again()
    {
        rig.Source.Set(ClusterLoadAssignment, "a");
        rig.DeltaRequest(ClusterLoadAssignment, "a");
        rig.Rest();
        rig.DeltaRequest(ClusterLoadAssignment, "a", nonce: "n-1");
        Assert.Equal("ClusterLoadAssignment 1 n-2: +a", rig.Next());
    }

    [Fact]
    public void Unsubscribed_names_are_pushed_no_more()
    {
        rig.Source.Set(RouteConfiguration, "80");
        rig.DeltaRequest(RouteConfiguration, "80");
        rig.DeltaRequest(RouteConfiguration, unsubscribe: "80", nonce: "n-1");
        rig.Rest();
        rig.Source.Set(RouteConfiguration, "80", "2");
        rig.Delta.OnChanged();
        Assert.Equal("(nothing)", rig.Next());
        rig.DeltaRequest(RouteConfiguration, "80");
        Assert.Equal("RouteConfiguration 2 n-2: +80", rig.Next());
    }

    [Fact]
    public void Name_given_up_under_a_wildcard_is_sent_again()
    {
        rig.Source.Set(Cluster, "a");
        rig.DeltaRequest(Cluster, "* a");
        rig.Rest();
        rig.DeltaRequest(Cluster, unsubscribe: "a", nonce: "n-1");
        Assert.Equal("Cluster 1 n-2: +a", rig.Next());
    }

    [Fact]
    public void Subscription_changes_that_ride_with_a_rejection_are_honoured()
    {
        rig.Source.Set(RouteConfiguration, "80");
        rig.Source.Set(RouteConfiguration, "90");
        rig.DeltaRequest(RouteConfiguration, "80");
        rig.Rest();
        rig.DeltaRequest(RouteConfiguration, "90", nonce: "n-1", error: "bad");
        Assert.Equal("RouteConfiguration 2 n-2: +90", rig.Next());
        Assert.Equal("bad", rig.Delta.Watches[RouteConfiguration].LastError);
        rig.DeltaRequest(RouteConfiguration, nonce: "n-2");
        Assert.Null(rig.Delta.Watches[RouteConfiguration].LastError);
    }

    [Fact]
    public void One_change_of_all_types_goes_out_make_before_break()
    {
        rig.Source.Set(Cluster, "old");
        rig.Source.Set(ClusterLoadAssignment, "old");
        rig.Source.Set(Listener, "l", "1");
        rig.Source.Set(RouteConfiguration, "80", "1");
        rig.DeltaRequest(RouteConfiguration, "80");
        rig.DeltaRequest(Listener);
        rig.DeltaRequest(ClusterLoadAssignment, "old new");
        rig.DeltaRequest(Cluster);
        foreach ((string type, string nonce) in ((string, string)[])[(RouteConfiguration, "n-1"), (Listener, "n-2"), (ClusterLoadAssignment, "n-3"), (Cluster, "n-4")])
            rig.DeltaRequest(type, nonce: nonce);
        rig.Rest();

        rig.Source.Set(
            Fixtures.Make(RouteConfiguration, "80", "2"), Fixtures.Make(Listener, "l", "2"),
            Fixtures.Make(ClusterLoadAssignment, "new"), Fixtures.Make(Cluster, "new"));
        rig.Source.Remove(Cluster, "old");
        rig.Source.Remove(ClusterLoadAssignment, "old");
        rig.Delta.OnChanged();
        Assert.Equal(
            [
                "Cluster 7 n-5: +new",
                "ClusterLoadAssignment 7 n-6: +new -old",
                "Listener 7 n-7: +l",
                "RouteConfiguration 7 n-8: +80",
                "Cluster 7 n-9: -old",
            ],
            rig.Rest());
    }

    [Fact]
    public void Change_of_endpoints_alone_sends_only_the_changed_assignment()
    {
        rig.Source.Set(Cluster, "a");
        rig.Source.Set(ClusterLoadAssignment, "a");
        rig.Source.Set(ClusterLoadAssignment, "b");
        rig.DeltaRequest(Cluster);
        rig.DeltaRequest(ClusterLoadAssignment, "a b");
        rig.DeltaRequest(Cluster, nonce: "n-1");
        rig.DeltaRequest(ClusterLoadAssignment, nonce: "n-2");
        rig.Rest();
        rig.Source.Set(ClusterLoadAssignment, "b", "2");
        rig.Delta.OnChanged();
        Assert.Equal(["ClusterLoadAssignment 4 n-3: +b"], rig.Rest());
    }

    [Fact]
    public void Change_that_this_client_cannot_see_sends_nothing()
    {
        rig.DeltaRequest(ClusterLoadAssignment, "a");
        rig.DeltaRequest(ClusterLoadAssignment, nonce: "n-1");
        rig.Rest();
        rig.Source.Set(ClusterLoadAssignment, "other");
        rig.Delta.OnChanged();
        Assert.Equal("(nothing)", rig.Next());
    }
}
