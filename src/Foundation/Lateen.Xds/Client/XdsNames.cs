using Google.Protobuf;

namespace Lateen.Xds.Client;

/// <summary>Reads a resource's own name from its bytes: field 1, a string, in all types that are named.</summary>
static class XdsNames
{
    const int NameField = 1;

    /// <summary>The name; "" for a type without one; null where the bytes are no message.</summary>
    public static string? Read(string typeUrl, ByteString bytes)
    {
        if (typeUrl is XdsTypes.NameTable or XdsTypes.ProxyConfig)
            return "";
        try
        {
            return ReadField(bytes.CreateCodedInput());
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static string ReadField(CodedInputStream input)
    {
        const uint nameTag = (NameField << 3) | (uint)WireFormat.WireType.LengthDelimited;
        string name = "";
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == nameTag)
                name = input.ReadString();
            else
                input.SkipLastField();
        }

        return name;
    }
}
