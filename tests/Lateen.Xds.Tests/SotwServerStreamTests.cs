using Grpc.Core;
using Xunit;
using static Lateen.Xds.XdsTypes;

namespace Lateen.Xds.Tests;

public sealed class SotwServerStreamTests
{
    readonly ServerRig rig = new();

    [Fact]
    public void Wildcard_first_request_gets_everything_even_if_empty()
    {
        rig.Request(Cluster);
        Assert.Equal("Cluster 0 n-1: ", rig.Next());
        rig.Source.Set(Listener, "l");
        rig.Request(Listener);
        Assert.Equal("Listener 0 n-2: ", rig.Next());
    }

    [Fact]
    public void Named_types_without_names_are_not_answered()
    {
        rig.Request(ClusterLoadAssignment);
        rig.Request(RouteConfiguration);
        Assert.Equal("(nothing)", rig.Next());
    }

    [Fact]
    public void Acknowledgement_is_not_answered_and_is_recorded()
    {
        rig.Source.Set(Cluster, "a");
        rig.Request(Cluster);
        Assert.Equal("Cluster 1 n-1: a", rig.Next());
        rig.Request(Cluster, nonce: "n-1", version: "1");
        Assert.Equal("(nothing)", rig.Next());
        Assert.Equal("n-1", rig.Sotw.Watches[Cluster].NonceAcked);
        Assert.Equal("1", rig.Sotw.Watches[Cluster].VersionAcked);
    }

    [Fact]
    public void Change_pushes_the_whole_set_of_clusters_but_only_changed_assignments()
    {
        rig.Source.Set(
            Fixtures.Make(Cluster, "a"), Fixtures.Make(Cluster, "b"), Fixtures.Make(ClusterLoadAssignment, "a"), Fixtures.Make(ClusterLoadAssignment, "b"));
        rig.Request(Cluster);
        rig.Request(ClusterLoadAssignment, "a b");
        rig.Request(Cluster, nonce: "n-1");
        rig.Request(ClusterLoadAssignment, "a b", "n-2");
        rig.Rest();

        rig.Source.Set(ClusterLoadAssignment, "b", "2");
        rig.Sotw.OnChanged();
        Assert.Equal(["ClusterLoadAssignment 2 n-3: b"], rig.Rest());
        rig.Request(ClusterLoadAssignment, "a b", "n-3");

        rig.Source.Remove(Cluster, "a");
        rig.Sotw.OnChanged();
        Assert.Equal(["Cluster 3 n-4: b"], rig.Rest());
    }

    [Fact]
    public void Rejection_is_recorded_and_never_answered_even_with_new_names()
    {
        rig.Source.Set(RouteConfiguration, "80");
        rig.Source.Set(RouteConfiguration, "90");
        rig.Request(RouteConfiguration, "80");
        rig.Rest();
        rig.Request(RouteConfiguration, "80 90", "n-1", error: "bad route");
        Assert.Equal("(nothing)", rig.Next());
        Assert.Equal("bad route", rig.Sotw.Watches[RouteConfiguration].LastError);
        Assert.Equal("", rig.Sotw.Watches[RouteConfiguration].NonceAcked);
    }

    [Fact]
    public void Stale_nonce_is_ignored()
    {
        rig.Source.Set(RouteConfiguration, "80");
        rig.Request(RouteConfiguration, "80");
        rig.Request(RouteConfiguration, "80", "n-1");
        rig.Source.Set(RouteConfiguration, "80", "2");
        rig.Sotw.OnChanged();
        rig.Rest();
        rig.Request(RouteConfiguration, "80 90", "n-1");
        Assert.Equal("(nothing)", rig.Next());
        Assert.Equal(1, rig.Sotw.Counters.Stale);
        Assert.Equal(["80"], rig.Sotw.Watches[RouteConfiguration].Names);
    }

    [Fact]
    public void Added_names_get_only_themselves_and_dropped_names_nothing()
    {
        foreach (string name in (string[])["80", "90", "100"])
            rig.Source.Set(RouteConfiguration, name);
        rig.Request(RouteConfiguration, "80 90");
        rig.Rest();
        rig.Request(RouteConfiguration, "80 90 100", "n-1");
        Assert.Equal("RouteConfiguration 3 n-2: 100", rig.Next());
        rig.Request(RouteConfiguration, "80", "n-2");
        Assert.Equal("(nothing)", rig.Next());
        Assert.Equal(["80"], rig.Sotw.Watches[RouteConfiguration].Names);
    }

    [Fact]
    public void Named_listeners_are_sent_whole_when_names_change()
    {
        rig.Source.Set(Listener, "a");
        rig.Source.Set(Listener, "b");
        rig.Source.Set(Listener, "c");
        rig.Request(Listener, "a");
        Assert.Equal("Listener 3 n-1: a", rig.Next());
        rig.Request(Listener, "a b", "n-1");
        Assert.Equal("Listener 3 n-2: a b", rig.Next());
    }

    [Fact]
    public void Empty_names_after_names_end_the_watch()
    {
        rig.Source.Set(RouteConfiguration, "80");
        rig.Request(RouteConfiguration, "80");
        rig.Rest();
        rig.Request(RouteConfiguration, "", "n-1");
        Assert.DoesNotContain(RouteConfiguration, rig.Sotw.Watches);
        rig.Source.Set(RouteConfiguration, "80", "2");
        rig.Sotw.OnChanged();
        Assert.Equal("(nothing)", rig.Next());
    }

    [Fact]
    public void Reconnecting_client_with_an_old_nonce_is_answered()
    {
        rig.Source.Set(Cluster, "a");
        rig.Request(Cluster, nonce: "other-7", version: "r1");
        Assert.Equal("Cluster 1 n-1: a", rig.Next());
    }

    [Fact]
    public void Clusters_asked_for_anew_make_the_next_endpoint_request_answered_once()
    {
        rig.Source.Set(Cluster, "a");
        rig.Source.Set(ClusterLoadAssignment, "a");
        rig.Request(ClusterLoadAssignment, "a", "old");
        rig.Request(Cluster, nonce: "old");
        rig.Rest();
        rig.Request(ClusterLoadAssignment, "a", "n-1");
        Assert.Equal("ClusterLoadAssignment 2 n-3: a", rig.Next());
        rig.Request(ClusterLoadAssignment, "a", "n-3");
        Assert.Equal("(nothing)", rig.Next());
    }

    [Fact]
    public void Push_waits_for_answers_then_sends_only_the_newest_in_order()
    {
        rig.Source.Set(Cluster, "a");
        rig.Request(Cluster);
        rig.Request(Listener);
        rig.Request(Cluster, nonce: "n-1");
        rig.Rest();

        rig.Source.Set(Listener, "l", "1");
        rig.Sotw.OnChanged();
        rig.Source.Set(Listener, "l", "2");
        rig.Source.Set(Cluster, "b");
        rig.Sotw.OnChanged();
        Assert.Equal("(nothing)", rig.Next());

        rig.Request(Listener, nonce: "n-2");
        Assert.Equal(["Cluster 4 n-3: a b", "Listener 4 n-4: l"], rig.Rest());
    }

    [Fact]
    public void Client_that_never_answers_one_type_is_pushed_to_after_the_deadline()
    {
        rig.Request(Cluster);
        rig.Rest();
        rig.Source.Set(Cluster, "a");
        rig.Sotw.OnChanged();
        Assert.Equal("(nothing)", rig.Next());
        rig.Time.Advance(rig.Wake!.Value);
        rig.Sotw.OnTimer();
        Assert.Equal("Cluster 1 n-2: a", rig.Next());
    }

    [Fact]
    public void Changed_cluster_brings_its_unchanged_assignment_along()
    {
        rig.Source.Set(Cluster, "a");
        rig.Source.Set(ClusterLoadAssignment, "a");
        rig.Request(Cluster);
        rig.Request(ClusterLoadAssignment, "a");
        rig.Request(Cluster, nonce: "n-1");
        rig.Request(ClusterLoadAssignment, "a", "n-2");
        rig.Rest();
        rig.Source.Set(Cluster, "a", "2");
        rig.Sotw.OnChanged();
        Assert.Equal(["Cluster 3 n-3: a", "ClusterLoadAssignment 3 n-4: a"], rig.Rest());
    }

    [Fact]
    public void Unknown_secret_is_not_answered_until_it_appears()
    {
        rig.Request(Secret, "kubernetes://x");
        Assert.Equal("(nothing)", rig.Next());
        rig.Source.Set(Secret, "kubernetes://x");
        rig.Sotw.OnChanged();
        Assert.Equal("Secret 1 n-1: kubernetes://x", rig.Next());
    }

    [Fact]
    public void First_request_without_node_ends_the_stream()
    {
        rig.Sotw.OnRequest(new() { TypeUrl = Cluster });
        Assert.Equal(StatusCode.InvalidArgument, rig.Ended!.Value.StatusCode);
    }

    [Fact]
    public void Refused_node_ends_the_stream_with_the_sources_reason_and_later_requests_are_ignored()
    {
        rig.Refusal = new Grpc.Core.Status(StatusCode.PermissionDenied, "not yours");
        rig.Request(Cluster);
        Assert.Equal("not yours", rig.Ended!.Value.Detail);
        rig.Request(Cluster);
        Assert.Equal("(nothing)", rig.Next());
    }

    [Fact]
    public void Too_many_names_or_types_end_the_stream()
    {
        var small = new ServerRig(new() { NamesPerType = 2, Types = 1 });
        small.Request(RouteConfiguration, "1 2 3");
        Assert.Equal(StatusCode.ResourceExhausted, small.Ended!.Value.StatusCode);

        var fewTypes = new ServerRig(new() { NamesPerType = 2, Types = 1 });
        fewTypes.Request(Cluster);
        fewTypes.Request(Listener);
        Assert.Equal(StatusCode.ResourceExhausted, fewTypes.Ended!.Value.StatusCode);
    }
}
