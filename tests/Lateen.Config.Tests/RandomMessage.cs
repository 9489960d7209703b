using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Config.Tests;

/// <summary>Fills messages with chance, as deep as asked, so that every type of field is met.</summary>
sealed class RandomMessage(Random random)
{
    static readonly string[] Texts = ["a", "true", "12", "", "null", "~", "yes", "1.5", "two words", "ünïcode", "- x", "a: b", "#c", "\"q\"", "multi\nline", "1e3", "0x10"];

    public IMessage Make(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        var oneofs = new HashSet<OneofDescriptor>();
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(2) == 0 || IsUnreadable(field) || field.RealContainingOneof is { } oneof && !oneofs.Add(oneof))
                continue;
            if (field.IsMap)
                Fill((IDictionary)field.Accessor.GetValue(message), field, depth);
            else if (field.IsRepeated)
                Fill((IList)field.Accessor.GetValue(message), field, depth);
            else if (Value(field, depth) is { } value)
                field.Accessor.SetValue(message, value);
        }

        return message;
    }

    /// <summary>Any needs a registry of types, which configuration doesn't have.</summary>
    static bool IsUnreadable(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == Any.Descriptor;

    void Fill(IList list, FieldDescriptor field, int depth)
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            if (Value(field, depth) is { } value)
                list.Add(value);
        }
    }

    void Fill(IDictionary map, FieldDescriptor field, int depth)
    {
        var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
        for (var i = random.Next(3); i > 0; i--)
        {
            if (Value(value, depth) is { } item)
                map[Value(key, depth)!] = item;
        }
    }

    object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => depth == 0 ? null : Message(field.MessageType, depth - 1),
        FieldType.String => Texts[random.Next(Texts.Length)],
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Bytes => ByteString.CopyFrom([1, 2, (byte)random.Next(256)]),
        FieldType.Double => random.Next(2) == 0 ? random.Next(100) : random.NextDouble(),
        FieldType.Float => (float)random.Next(100) / 4,
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => random.Next(int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)random.NextInt64(uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)random.NextInt64(),
        _ => random.NextInt64() - random.NextInt64(),
    };

    object? Message(MessageDescriptor type, int depth)
    {
        if (type == Duration.Descriptor)
            return new Duration { Seconds = random.Next(100_000), Nanos = random.Next(1000) * 1_000_000 };
        if (type == Timestamp.Descriptor)
            return new Timestamp { Seconds = random.Next() };
        if (type == Struct.Descriptor)
            return new Struct { Fields = { ["a"] = Google.Protobuf.WellKnownTypes.Value.ForString("12"), ["b"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(0.5) } };
        if (type.File == StructReflection.Descriptor)
            return null;
        // The generated property of a wrapper is the bare value.
        return type.File == WrappersReflection.Descriptor ? Value(type.FindFieldByNumber(1), depth) : Make(type, depth);
    }
}
