using System.Collections;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>
/// Messages as Envoy prints them: proto names, indented by one space. Before that, keys are taken out everywhere, and messages in an Any that this
/// proxy doesn't know are shown as a TypedStruct with their bytes.
/// </summary>
static class DumpJson
{
    static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(KnownMessages.Types).WithPreserveProtoFieldNames(true).WithIndentation(" "));

    /// <summary>The text of a message, which is changed on the way.</summary>
    public static string Write(IMessage message)
    {
        Prepare(message);
        return Formatter.Format(message) + "\n";
    }

    static void Prepare(IMessage message)
    {
        switch (message)
        {
            case Any any:
                PrepareAny(any);
                return;
            case TlsCertificate certificate:
                Redact(certificate);
                return;
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType == FieldType.Message)
                PrepareField(field, field.Accessor.GetValue(message));
        }
    }

    static void PrepareField(FieldDescriptor field, object? value)
    {
        if (value is null)
            return;
        if (field.IsMap)
            PrepareAll(((IDictionary)value).Values);
        else if (field.IsRepeated)
            PrepareAll((IEnumerable)value);
        else if (value is IMessage inner)
            Prepare(inner);
    }

    static void PrepareAll(IEnumerable values)
    {
        foreach (var message in values.OfType<IMessage>())
            Prepare(message);
    }

    static void PrepareAny(Any any)
    {
        var name = Any.GetTypeName(any.TypeUrl);
        var inner = KnownMessages.Types.Find(name) is { } descriptor ? descriptor.Parser.ParseFrom(any.Value) : Unknown(any);
        Prepare(inner);
        var packed = Any.Pack(inner);
        (any.TypeUrl, any.Value) = (packed.TypeUrl, packed.Value);
    }

    static global::Xds.Type.V3.TypedStruct Unknown(Any any) => new()
    {
        TypeUrl = any.TypeUrl,
        Value = new Struct { Fields = { ["undecoded_bytes"] = Value.ForString(any.Value.ToBase64()) } },
    };

    static void Redact(TlsCertificate certificate)
    {
        if (certificate.PrivateKey is not null)
            certificate.PrivateKey = SecretMessages.Redacted;
        if (certificate.Password is not null)
            certificate.Password = SecretMessages.Redacted;
        if (certificate.Pkcs12 is not null)
            certificate.Pkcs12 = SecretMessages.Redacted;
    }
}
