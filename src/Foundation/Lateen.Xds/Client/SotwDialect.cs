using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Lateen.Xds.Client;

/// <summary>State of the world: each request lists all names; responses of listeners and clusters are complete.</summary>
sealed class SotwDialect : IXdsDialect
{
    static readonly string WrapperUrl = XdsTypes.Prefix + Resource.Descriptor.FullName;

    public IMessage Write(XdsSubscription subscription, Node? node)
    {
        StartAnewWhenANameReturned(subscription);
        var request = new DiscoveryRequest
        {
            TypeUrl = subscription.TypeUrl,
            Node = node,
            VersionInfo = subscription.AcceptedVersion,
            ResponseNonce = subscription.Nonce,
        };
        if (subscription.All && subscription.Names.Count > 0)
            request.ResourceNames.Add(XdsTypes.Wildcard);
        request.ResourceNames.Add(subscription.Names.Order(StringComparer.Ordinal));
        if (subscription.Answer?.Error is { } error)
            request.ErrorDetail = new Google.Rpc.Status { Code = (int)StatusCode.Internal, Message = error };
        return request;
    }

    /// <summary>A request without a nonce is a first one, which every server answers with all that it names.</summary>
    static void StartAnewWhenANameReturned(XdsSubscription subscription)
    {
        if (subscription.Answer?.Error is not null || !subscription.GivenUp.Overlaps(subscription.Names))
            return;
        subscription.GivenUp.Clear();
        subscription.Nonce = "";
    }

    public (string TypeUrl, string Nonce) Head(IMessage response)
    {
        var message = (DiscoveryResponse)response;
        return (message.TypeUrl, message.Nonce);
    }

    public XdsReading Read(IMessage response, XdsSubscription subscription)
    {
        var message = (DiscoveryResponse)response;
        var resources = new List<XdsReceived>(message.Resources.Count);
        foreach (Any any in message.Resources)
        {
            if (!TryRead(any, message, out XdsReceived? received, out string error))
                return XdsReading.Failed(error);
            if (received is not null && (received.Name.Length == 0 || subscription.Wants(received.Name)))
                resources.Add(received);
        }

        return XdsReading.Of(new XdsUpdate(message.TypeUrl, message.VersionInfo, resources, Missing(message, subscription, resources)));
    }

    /// <summary>Reads one entry, bare or wrapped. A wrapper without content is a heartbeat and gives nothing.</summary>
    static bool TryRead(Any any, DiscoveryResponse message, out XdsReceived? received, out string error)
    {
        received = null;
        error = "";
        string name = "";
        if (any.TypeUrl == WrapperUrl)
        {
            if (!TryUnwrap(any, out Resource? wrapper))
                return Fail($"a wrapped resource of {message.TypeUrl} cannot be decoded", out error);
            if (wrapper!.Resource_ is null)
                return true;
            name = wrapper.Name;
            any = wrapper.Resource_;
        }

        if (any.TypeUrl != message.TypeUrl)
            return Fail($"a resource of type {any.TypeUrl} in a response of {message.TypeUrl}", out error);
        string? own = XdsNames.Read(any.TypeUrl, any.Value);
        if (own is null)
            return Fail($"a resource of {message.TypeUrl} cannot be decoded", out error);
        received = new XdsReceived(name.Length > 0 ? name : own, message.VersionInfo, any);
        return true;
    }

    static bool TryUnwrap(Any any, out Resource? wrapper)
    {
        wrapper = null;
        try
        {
            wrapper = Resource.Parser.ParseFrom(any.Value);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    static bool Fail(string reason, out string error)
    {
        error = reason;
        return false;
    }

    static IReadOnlyList<string> Missing(DiscoveryResponse message, XdsSubscription subscription, List<XdsReceived> resources)
    {
        if (!XdsTypes.IsCompleteState(message.TypeUrl))
            return [];
        HashSet<string> present = [.. resources.Select(resource => resource.Name)];
        return [.. subscription.Held.Keys.Where(name => !present.Contains(name))];
    }
}
