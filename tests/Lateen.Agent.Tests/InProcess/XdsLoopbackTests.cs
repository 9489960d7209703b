using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Agent.InProcess;
using Lateen.Net.Simulation;
using Lateen.Testing;
using Lateen.Xds;
using Lateen.Xds.Client;
using Lateen.Xds.Server;

namespace Lateen.Agent.Tests.InProcess;

/// <summary>Secrets of the same process by the protocol of the network, on a loop of virtual time.</summary>
public sealed class XdsLoopbackTests : IXdsHandler, IDisposable
{
    readonly Simulation simulation = new(1);
    readonly SharedResources source = new();
    readonly List<string> received = [];
    readonly XdsClient client;
    string? rejection;

    public XdsLoopbackTests()
    {
        client = XdsLoopback.Connect(simulation.CreateLoop("main"), source, new Node { Id = "n" }, new ManualTime(), new Random(1));
        client.Handle(XdsTypes.Secret, this);
        client.Start();
        client.Subscribe(XdsTypes.Secret, "default");
    }

    [Fact]
    public void Secret_that_is_not_there_yet_arrives_when_it_comes_and_again_when_it_changes()
    {
        simulation.RunUntilIdle();
        Assert.Empty(received);
        Set("default", "1");
        Set("other", "1");
        simulation.RunUntilIdle();
        Set("default", "2");
        simulation.RunUntilIdle();
        Assert.Equal(["default 1", "default 2"], received);
    }

    [Fact]
    public void Rejected_secret_does_not_stop_later_ones()
    {
        rejection = "no certificate";
        Set("default", "bad");
        simulation.RunUntilIdle();
        rejection = null;
        Set("default", "good");
        simulation.RunUntilIdle();
        Assert.Equal(["default bad", "default good"], received);
    }

    XdsVerdict IXdsHandler.OnUpdate(XdsUpdate update)
    {
        received.AddRange(update.Resources.Select(resource => $"{resource.Name} {Secret.Parser.ParseFrom(resource.Body.Value).GenericSecret.Secret.InlineString}"));
        return rejection is null ? XdsVerdict.Accepted : XdsVerdict.Rejected(rejection);
    }

    public void Dispose() => simulation.Dispose();

    void Set(string name, string value) => source.Set(XdsResource.Of(name, new Secret
    {
        Name = name,
        GenericSecret = new GenericSecret { Secret = new DataSource { InlineString = value } },
    }));
}
