using Google.Protobuf;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Opens received resources.</summary>
static class Resource
{
    /// <summary>The message; null, with the reasons noted, when the bytes are not one or it breaks its own rules.</summary>
    public static T? Read<T>(XdsReceived received, MessageParser<T> parser, ProblemList problems)
        where T : class, IMessage<T>
    {
        try
        {
            var message = parser.ParseFrom(received.Body.Value);
            return problems.Root.KeepsRules(message) ? message : null;
        }
        catch (InvalidProtocolBufferException failure)
        {
            problems.Root.Fail($"Unable to unpack as {received.Body.TypeUrl[(received.Body.TypeUrl.LastIndexOf('/') + 1)..]}: {failure.Message}");
            return null;
        }
    }
}
