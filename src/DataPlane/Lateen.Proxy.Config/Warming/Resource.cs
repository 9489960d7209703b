using Google.Protobuf;
using Google.Protobuf.Reflection;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Opens received resources.</summary>
static class Resource
{
    /// <summary>The message; null, with the reason noted, when the bytes are not one.</summary>
    public static T? Read<T>(XdsReceived received, MessageParser<T> parser, MessageDescriptor descriptor, ProblemList problems)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(received.Body.Value);
        }
        catch (InvalidProtocolBufferException failure)
        {
            problems.Root.Fail($"Unable to unpack as {descriptor.FullName}: {failure.Message}");
            return null;
        }
    }
}
