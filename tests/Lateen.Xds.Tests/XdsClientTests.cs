using Lateen.Xds.Client;
using Xunit;
using static Lateen.Xds.XdsTypes;

namespace Lateen.Xds.Tests;

public sealed class XdsClientTests
{
    readonly ClientRig sotw = new(delta: false);
    readonly ClientRig delta = new(delta: true);

    static XdsResource Make(string typeUrl, string name, string content = "x") => Fixtures.Make(typeUrl, name, content);

    [Fact]
    public void First_request_carries_the_node_and_later_ones_do_not()
    {
        sotw.Own(Cluster);
        sotw.Client.SubscribeAll(Cluster);
        sotw.Client.Start();
        Assert.Equal("open", sotw.Next());
        sotw.Client.OnOpened();
        Assert.Equal("Cluster node v= n= []", sotw.Next());
        sotw.Client.SubscribeAll(Listener);
        Assert.Equal("Listener v= n= []", sotw.Next());
    }

    [Fact]
    public void Accepted_response_is_acknowledged_with_its_version_and_nonce()
    {
        sotw.Own(Cluster);
        sotw.Client.SubscribeAll(Cluster);
        sotw.Connect();
        sotw.Respond(Cluster, "v1", "n1", Make(Cluster, "a"));
        Assert.Equal("Cluster v=v1 n=n1 []", sotw.Next());
    }

    [Fact]
    public void Rejected_response_is_answered_with_the_last_accepted_version_and_the_reasons()
    {
        ClientRig.Recorder owner = sotw.Own(Cluster);
        sotw.Client.SubscribeAll(Cluster);
        sotw.Connect();
        sotw.Respond(Cluster, "v1", "n1", Make(Cluster, "a"));
        owner.Judge = _ => XdsVerdict.Rejected("Error adding/updating cluster(s) b: no");
        sotw.Respond(Cluster, "v2", "n2", Make(Cluster, "a"), Make(Cluster, "b"));
        sotw.Next();
        Assert.Equal("Cluster v=v1 n=n2 [] NACK 13 Error adding/updating cluster(s) b: no", sotw.Next());
    }

    [Fact]
    public void Names_missing_from_a_complete_response_are_reported_as_removed_even_after_a_rejection()
    {
        ClientRig.Recorder owner = sotw.Own(Listener);
        sotw.Client.SubscribeAll(Listener);
        sotw.Connect();
        owner.Judge = _ => XdsVerdict.Rejected("b is bad");
        sotw.Respond(Listener, "v1", "n1", Make(Listener, "a"), Make(Listener, "b"));
        Assert.Equal("+a +b", owner.Next());
        sotw.Respond(Listener, "v2", "n2", Make(Listener, "c"));
        Assert.Equal("+c -a -b", owner.Next());
    }

    [Fact]
    public void Names_missing_from_a_partial_response_are_not_removed()
    {
        ClientRig.Recorder owner = sotw.Own(ClusterLoadAssignment);
        sotw.Client.Subscribe(ClusterLoadAssignment, "a");
        sotw.Client.Subscribe(ClusterLoadAssignment, "b");
        sotw.Connect();
        sotw.Respond(ClusterLoadAssignment, "v1", "n1", Make(ClusterLoadAssignment, "a"), Make(ClusterLoadAssignment, "b"));
        sotw.Respond(ClusterLoadAssignment, "v2", "n2", Make(ClusterLoadAssignment, "b", "2"), Make(ClusterLoadAssignment, "not-asked-for"));
        Assert.Equal("+a +b", owner.Next());
        Assert.Equal("+b", owner.Next());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Duplicate_names_reject_the_whole_response_without_asking_the_owner(bool isDelta)
    {
        ClientRig rig = isDelta ? delta : sotw;
        ClientRig.Recorder owner = rig.Own(Cluster);
        rig.Client.SubscribeAll(Cluster);
        rig.Connect();
        if (isDelta)
            rig.RespondDelta(Cluster, "n1", "", Make(Cluster, "a"), Make(Cluster, "a", "2"));
        else
            rig.Respond(Cluster, "v1", "n1", Make(Cluster, "a"), Make(Cluster, "a", "2"));
        Assert.EndsWith($"NACK 13 duplicate resource a in a response of {Cluster}", rig.Next(), StringComparison.Ordinal);
        Assert.Equal("(nothing)", owner.Next());
    }

    [Fact]
    public void Resource_of_another_type_or_of_no_message_at_all_rejects_the_response()
    {
        sotw.Own(Cluster);
        sotw.Client.SubscribeAll(Cluster);
        sotw.Connect();
        sotw.Respond(Cluster, "v1", "n1", Make(Listener, "a"));
        Assert.Contains("NACK 13 a resource of type", sotw.Next(), StringComparison.Ordinal);
        sotw.Respond(Cluster, "v1", "n2", new XdsResource(Cluster, "x", Google.Protobuf.ByteString.CopyFrom([0x0a, 0x7f, 1])));
        Assert.Contains("cannot be decoded", sotw.Next(), StringComparison.Ordinal);
    }

    [Fact]
    public void Subscriptions_made_while_an_update_is_applied_follow_its_acknowledgement_in_one_request()
    {
        ClientRig.Recorder owner = sotw.Own(Cluster);
        owner.Judge = _ =>
        {
            sotw.Client.Subscribe(ClusterLoadAssignment, "b");
            sotw.Client.Subscribe(ClusterLoadAssignment, "a");
            return XdsVerdict.Accepted;
        };
        sotw.Client.SubscribeAll(Cluster);
        sotw.Connect();
        sotw.Respond(Cluster, "v1", "n1", Make(Cluster, "a"), Make(Cluster, "b"));
        Assert.Equal("Cluster v=v1 n=n1 []", sotw.Next());
        Assert.Equal("ClusterLoadAssignment v= n= [a b]", sotw.Next());
        Assert.Equal("(nothing)", sotw.Next());
    }

    [Fact]
    public void Giving_up_the_last_name_says_so_with_an_empty_list()
    {
        sotw.Own(RouteConfiguration);
        sotw.Client.Subscribe(RouteConfiguration, "80");
        sotw.Connect();
        sotw.Respond(RouteConfiguration, "v1", "n1", Make(RouteConfiguration, "80"));
        sotw.Next();
        sotw.Client.Unsubscribe(RouteConfiguration, "80");
        Assert.Equal("RouteConfiguration v=v1 n=n1 []", sotw.Next());
    }

    [Fact]
    public void Delta_requests_carry_changes_only_and_answer_with_the_nonce()
    {
        delta.Own(ClusterLoadAssignment);
        delta.Client.Subscribe(ClusterLoadAssignment, "a");
        delta.Client.Start();
        delta.Client.OnOpened();
        delta.Next();
        Assert.Equal("ClusterLoadAssignment node n= +[a] -[]", delta.Next());
        delta.Client.Subscribe(ClusterLoadAssignment, "b");
        Assert.Equal("ClusterLoadAssignment n= +[b] -[]", delta.Next());
        delta.Client.Unsubscribe(ClusterLoadAssignment, "a");
        Assert.Equal("ClusterLoadAssignment n= +[] -[a]", delta.Next());
        delta.RespondDelta(ClusterLoadAssignment, "n1", "", Make(ClusterLoadAssignment, "b"));
        Assert.Equal("ClusterLoadAssignment n=n1 +[] -[]", delta.Next());
    }

    [Fact]
    public void Refresh_subscribes_again()
    {
        delta.Own(ClusterLoadAssignment);
        delta.Client.Subscribe(ClusterLoadAssignment, "a");
        delta.Connect();
        delta.Client.Refresh(ClusterLoadAssignment, "a");
        Assert.Equal("ClusterLoadAssignment n= +[a] -[]", delta.Next());
        delta.Client.Refresh(ClusterLoadAssignment, "never-subscribed");
        Assert.Equal("(nothing)", delta.Next());
    }

    [Fact]
    public void Delta_after_reconnect_says_what_it_holds_of_what_it_still_wants()
    {
        ClientRig.Recorder owner = delta.Own(Cluster);
        delta.Client.SubscribeAll(Cluster);
        delta.Connect();
        delta.RespondDelta(Cluster, "n1", "", Make(Cluster, "a"), Make(Cluster, "b"));
        delta.RespondDelta(Cluster, "n2", "b never-held");
        Assert.Equal("+a +b", owner.Next());
        Assert.Equal("-b -never-held", owner.Next());
        delta.Client.OnClosed();
        delta.Client.OnTimer();
        delta.Client.OnOpened();
        delta.Next();
        delta.Next();
        Assert.Equal("open", delta.Next());
        Assert.Equal($"Cluster node n= +[] -[] held=a:{Make(Cluster, "a").Version}", delta.Next());
    }

    [Fact]
    public void Sotw_after_reconnect_repeats_names_and_the_accepted_version_without_a_nonce()
    {
        sotw.Own(RouteConfiguration);
        sotw.Client.Subscribe(RouteConfiguration, "80");
        sotw.Connect();
        sotw.Respond(RouteConfiguration, "v3", "n1", Make(RouteConfiguration, "80"));
        sotw.Next();
        sotw.Client.OnClosed();
        Assert.False(sotw.Client.IsConnected);
        sotw.Client.OnTimer();
        sotw.Client.OnOpened();
        Assert.Equal("open", sotw.Next());
        Assert.Equal("RouteConfiguration node v=v3 n= [80]", sotw.Next());
    }

    [Fact]
    public void Waits_grow_to_the_cap_with_full_jitter_and_start_again_after_an_answer()
    {
        sotw.Own(Cluster);
        sotw.Client.SubscribeAll(Cluster);
        sotw.Client.Start();
        var expected = new Random(7);
        foreach (double bound in (double[])[0.5, 1, 2, 4, 8, 16, 30, 30])
        {
            sotw.Client.OnClosed();
            Assert.Equal(TimeSpan.FromSeconds(bound) * expected.NextDouble(), sotw.Wake);
            sotw.Client.OnTimer();
        }

        sotw.Client.OnOpened();
        sotw.Respond(Cluster, "v1", "n1");
        sotw.Client.OnClosed();
        Assert.Equal(TimeSpan.FromSeconds(0.5) * expected.NextDouble(), sotw.Wake);
    }

    [Fact]
    public void Stopped_client_closes_and_does_not_come_back()
    {
        sotw.Connect();
        sotw.Client.Stop();
        Assert.Equal("close", sotw.Next());
        sotw.Client.OnClosed();
        sotw.Client.OnTimer();
        Assert.Equal("(nothing)", sotw.Next());
    }
}
