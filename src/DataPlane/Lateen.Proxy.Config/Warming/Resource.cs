using Google.Protobuf;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Opens received resources.</summary>
static class Resource
{
    /// <summary>The message; null, with the reason noted, when the bytes are not one.</summary>
    public static T? Read<T>(XdsReceived received, MessageParser<T> parser, ProblemList problems)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(received.Body.Value);
        }
        catch (InvalidProtocolBufferException failure)
        {
            problems.Root.Fail($"Unable to unpack as {received.Body.TypeUrl[(received.Body.TypeUrl.LastIndexOf('/') + 1)..]}: {failure.Message}");
            return null;
        }
    }
}
