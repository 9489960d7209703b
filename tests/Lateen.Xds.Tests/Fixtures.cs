using Google.Protobuf;

namespace Lateen.Xds.Tests;

static class Fixtures
{
    /// <summary>A message with the name in field 1 and some content in field 2.</summary>
    public static XdsResource Make(string typeUrl, string name, string content = "x")
    {
        var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(name);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString(content);
        }

        return new XdsResource(typeUrl, name, ByteString.CopyFrom(stream.ToArray()));
    }

    public static void Set(this Server.SharedResources set, string typeUrl, string name, string content = "x") => set.Set(Make(typeUrl, name, content));
}
