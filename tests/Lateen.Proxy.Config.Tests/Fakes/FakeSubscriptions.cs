using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Tests.Fakes;

/// <summary>The xDS client as its owner sees it: notes what is asked for, and delivers what a test says.</summary>
sealed class FakeSubscriptions : IXdsSubscriptions
{
    readonly Dictionary<string, IXdsHandler> _handlers = [];

    /// <summary>What was asked, in order, such as "+Cluster *", "+ClusterLoadAssignment a", "-Secret x", "?ClusterLoadAssignment a".</summary>
    public List<string> Asked { get; } = [];

    public void Handle(string typeUrl, IXdsHandler handler) => _handlers.Add(typeUrl, handler);

    public void SubscribeAll(string typeUrl) => Asked.Add($"+{XdsTypes.ShortName(typeUrl)} *");

    public void Subscribe(string typeUrl, string name) => Asked.Add($"+{XdsTypes.ShortName(typeUrl)} {name}");

    public void Unsubscribe(string typeUrl, string name) => Asked.Add($"-{XdsTypes.ShortName(typeUrl)} {name}");

    public void Refresh(string typeUrl, string name) => Asked.Add($"?{XdsTypes.ShortName(typeUrl)} {name}");

    /// <summary>Delivers messages; the verdict's text, or null.</summary>
    public string? Deliver(params (string Name, IMessage Message)[] resources) => Update(Any.Pack(resources[0].Message).TypeUrl, resources, []);

    /// <summary>Delivers removals.</summary>
    public string? Remove(string typeUrl, params string[] names) => Update(typeUrl, [], names);

    /// <summary>Delivers an empty answer.</summary>
    public string? DeliverNothing(string typeUrl) => Update(typeUrl, [], []);

    string? Update(string typeUrl, (string Name, IMessage Message)[] resources, string[] removed) => _handlers[typeUrl].OnUpdate(new XdsUpdate(
        typeUrl, "1", [.. resources.Select(resource => new XdsReceived(resource.Name, "1", Any.Pack(resource.Message)))], removed)).Error;
}
