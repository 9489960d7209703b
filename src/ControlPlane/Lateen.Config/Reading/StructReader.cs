using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Config.Reading;

/// <summary>Reads google.protobuf.Struct, Value and ListValue: YAML as it is.</summary>
static class StructReader
{
    public static IMessage? Read(MessageDescriptor type, YamlNode node, string path, ReadContext context)
    {
        if (type == Value.Descriptor)
            return ToValue(node);
        if (type == Struct.Descriptor && node is YamlMapping mapping)
            return ToStruct(mapping);
        if (type == ListValue.Descriptor && node is YamlSequence sequence)
            return ToList(sequence);
        context.WrongValue(node, path, type == ListValue.Descriptor ? "a list" : "a mapping");
        return null;
    }

    static Value ToValue(YamlNode node) => node switch
    {
        YamlMapping mapping => Value.ForStruct(ToStruct(mapping)),
        YamlSequence sequence => new Value { ListValue = ToList(sequence) },
        YamlScalar { Type: ScalarType.Bool } scalar => Value.ForBool(scalar.IsTrue),
        YamlScalar { Type: ScalarType.Number } scalar when YamlScalar.TryReadDouble(scalar.Value, out var number) => Value.ForNumber(number),
        YamlScalar { Type: ScalarType.Text } scalar => Value.ForString(scalar.Value),
        _ => Value.ForNull(),
    };

    static Struct ToStruct(YamlMapping mapping)
    {
        var result = new Struct();
        foreach (var (key, value) in mapping.Entries)
            result.Fields[key.Value] = ToValue(value);
        return result;
    }

    static ListValue ToList(YamlSequence sequence)
    {
        var result = new ListValue();
        foreach (var item in sequence.Items)
            result.Values.Add(ToValue(item));
        return result;
    }
}
