using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;

namespace Lateen.Xds.Client;

/// <summary>Incremental: requests carry changes of the subscription, responses changes of the resources.</summary>
sealed class DeltaDialect : IXdsDialect
{
    public IMessage Write(XdsSubscription subscription, Node? node)
    {
        var request = new DeltaDiscoveryRequest { TypeUrl = subscription.TypeUrl, Node = node };
        if (subscription.Introduced)
            WriteChanges(subscription, request);
        else
            WriteAll(subscription, request);
        subscription.ToSubscribe.Clear();
        subscription.ToUnsubscribe.Clear();
        subscription.GivenUp.Clear();
        if (subscription.Answer is { } answer)
        {
            request.ResponseNonce = answer.Nonce;
            if (answer.Error is not null)
                request.ErrorDetail = new Google.Rpc.Status { Code = (int)StatusCode.Internal, Message = answer.Error };
        }

        return request;
    }

    public (string TypeUrl, string Nonce) Head(IMessage response)
    {
        var message = (DeltaDiscoveryResponse)response;
        return (message.TypeUrl, message.Nonce);
    }

    public XdsReading Read(IMessage response, XdsSubscription subscription)
    {
        var message = (DeltaDiscoveryResponse)response;
        var resources = new List<XdsReceived>(message.Resources.Count);
        foreach (Resource resource in message.Resources)
        {
            if (resource.Resource_ is null || !subscription.Wants(resource.Name))
                continue;
            if (resource.Resource_.TypeUrl != message.TypeUrl)
                return XdsReading.Failed($"resource {resource.Name} is of type {resource.Resource_.TypeUrl} in a response of {message.TypeUrl}");
            resources.Add(new XdsReceived(resource.Name, resource.Version, resource.Resource_));
        }

        string[] removed = [.. message.RemovedResources.Where(subscription.Wants)];
        return XdsReading.Of(new XdsUpdate(message.TypeUrl, message.SystemVersionInfo, resources, removed));
    }

    /// <summary>The first request of a stream: everything wanted, and what is held from earlier streams.</summary>
    static void WriteAll(XdsSubscription subscription, DeltaDiscoveryRequest request)
    {
        if (subscription.All && subscription.Names.Count > 0)
            request.ResourceNamesSubscribe.Add(XdsTypes.Wildcard);
        request.ResourceNamesSubscribe.Add(subscription.Names.Order(StringComparer.Ordinal));
        foreach ((string name, string version) in subscription.Held)
            if (subscription.Wants(name))
                request.InitialResourceVersions[name] = version;
    }

    static void WriteChanges(XdsSubscription subscription, DeltaDiscoveryRequest request)
    {
        request.ResourceNamesSubscribe.Add(subscription.ToSubscribe.Order(StringComparer.Ordinal));
        request.ResourceNamesUnsubscribe.Add(subscription.ToUnsubscribe.Order(StringComparer.Ordinal));
    }
}
