using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using UdpaTypedStruct = Udpa.Type.V1.TypedStruct;
using XdsTypedStruct = Xds.Type.V3.TypedStruct;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>
/// The configuration of an extension: a message, or a TypedStruct that stands for one, as Istio sends its own filters'.
/// </summary>
public readonly struct TypedConfig
{
    static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    readonly ByteString? _bytes;
    readonly Struct? _fields;

    TypedConfig(string message, ByteString? bytes, Struct? fields) => (Message, _bytes, _fields) = (message, bytes, fields);

    /// <summary>Full name of the message; empty when nothing is configured.</summary>
    public string Message { get; }

    /// <summary>Looks into wrappers; null, with the reason noted, when they are malformed.</summary>
    public static TypedConfig? Open(Any? any, FieldPath at)
    {
        if (any is null)
            return new TypedConfig("", null, null);
        try
        {
            return NameOf(any.TypeUrl) switch
            {
                "udpa.type.v1.TypedStruct" => Open(UdpaTypedStruct.Parser.ParseFrom(any.Value)),
                "xds.type.v3.TypedStruct" => Open(XdsTypedStruct.Parser.ParseFrom(any.Value)),
                var name => new TypedConfig(name, any.Value, null),
            };
        }
        catch (InvalidProtocolBufferException)
        {
            at.Fail($"Unable to unpack as {any.TypeUrl}");
            return null;
        }
    }

    /// <summary>The message; null, with the reasons noted, when the bytes are not one or it breaks its own rules.</summary>
    public T? Read<T>(MessageParser<T> parser, FieldPath at)
        where T : class, IMessage<T>
    {
        try
        {
            var message = Parse(parser);
            return at.KeepsRules(message) ? message : null;
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidJsonException)
        {
            at.Fail($"Unable to unpack as {Message}: {failure.Message}");
            return null;
        }
    }

    T Parse<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (_bytes is not null)
            return parser.ParseFrom(_bytes);
        var empty = parser.ParseFrom(ByteString.Empty);
        return _fields is null ? empty : (T)Json.Parse(JsonFormatter.Default.Format(_fields), empty.Descriptor);
    }

    static TypedConfig Open(UdpaTypedStruct wrapper) => new(NameOf(wrapper.TypeUrl), null, wrapper.Value ?? new Struct());

    static TypedConfig Open(XdsTypedStruct wrapper) => new(NameOf(wrapper.TypeUrl), null, wrapper.Value ?? new Struct());

    // Inside TypedStruct Istio sometimes leaves the prefix out.
    static string NameOf(string typeUrl) => typeUrl[(typeUrl.LastIndexOf('/') + 1)..];
}
