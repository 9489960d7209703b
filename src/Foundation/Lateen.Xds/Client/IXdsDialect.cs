using Envoy.Config.Core.V3;
using Google.Protobuf;

namespace Lateen.Xds.Client;

/// <summary>The two variants of the protocol: how a request is written and a response is read.</summary>
interface IXdsDialect
{
    /// <summary>The request that says all that <paramref name="subscription"/> has to say, and clears it.</summary>
    IMessage Write(XdsSubscription subscription, Node? node);

    /// <summary>Type URL and nonce of a response.</summary>
    (string TypeUrl, string Nonce) Head(IMessage response);

    /// <summary>The response as an update, or why it cannot be read.</summary>
    XdsReading Read(IMessage response, XdsSubscription subscription);
}
