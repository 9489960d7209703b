using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>
/// Fills a protobuf message from a YAML tree by proto-JSON's rules, guided by its descriptor. Unlike protobuf's own JSON parser it goes on after
/// an error, so a person sees all of them at once, each with its line.
/// </summary>
sealed class ProtoReader(ReadContext context)
{
    /// <summary>
    /// False for what Istio reads leniently: settings that are shared by several versions of the control plane.
    /// </summary>
    public bool UnknownFieldsAreErrors { get; init; } = true;

    /// <summary>Fills <paramref name="message"/> from a node that must be a mapping or null.</summary>
    public void Read(YamlNode node, IMessage message, string path)
    {
        if (node.IsNull)
            return;
        if (node is not YamlMapping mapping)
        {
            context.WrongValue(node, path, "a mapping");
            return;
        }

        var oneofs = new Dictionary<OneofDescriptor, string>();
        foreach (var (key, value) in mapping.Entries)
        {
            var at = FieldPath.Field(path, key.Value);
            if (ProtoFields.Of(message.Descriptor).Find(key.Value) is not { } field)
                UnknownField(key, message.Descriptor, path, at);
            else if (!value.IsNull || TakesNull(field))
                ReadField(message, field, key, value, at, oneofs);
        }
    }

    void UnknownField(YamlScalar key, MessageDescriptor type, string path, string at) =>
        context.Report(key, at, DiagnosticCode.UnknownField, $"{(path.Length == 0 ? type.Name : path)} has no field \"{Quoting.Short(key.Value)}\"",
            Suggestion.For(key.Value, ProtoFields.Of(type).Names, "its fields"), UnknownFieldsAreErrors ? Severity.Error : Severity.Warning);

    void ReadField(IMessage message, FieldDescriptor field, YamlScalar key, YamlNode value, string path, Dictionary<OneofDescriptor, string> oneofs)
    {
        if (field.RealContainingOneof is { } oneof && !oneofs.TryAdd(oneof, key.Value))
        {
            context.Report(key, path, DiagnosticCode.Exclusive, $"{path} can't be set beside \"{oneofs[oneof]}\"", "keep one of the two");
            return;
        }

        if (field.IsMap)
            ReadMap(field, value, (IDictionary)field.Accessor.GetValue(message), path);
        else if (field.IsRepeated)
            ReadList(field, value, (IList)field.Accessor.GetValue(message), path);
        else if (ReadValue(field, value, path) is { } single)
            field.Accessor.SetValue(message, single);
    }

    void ReadList(FieldDescriptor field, YamlNode node, IList into, string path)
    {
        if (node is not YamlSequence sequence)
        {
            context.WrongValue(node, path, "a list", "begin each item with \"- \"");
            return;
        }

        // A list replaces a default.
        into.Clear();
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var at = FieldPath.Item(path, i);
            if (sequence.Items[i].IsNull && !TakesNull(field))
                context.WrongValue(sequence.Items[i], at, Wanted(field), "remove the empty item");
            else if (ReadValue(field, sequence.Items[i], at) is { } item)
                into.Add(item);
        }
    }

    void ReadMap(FieldDescriptor field, YamlNode node, IDictionary into, string path)
    {
        if (node is not YamlMapping mapping)
        {
            context.WrongValue(node, path, "a mapping");
            return;
        }

        var (keyField, valueField) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
        foreach (var (key, value) in mapping.Entries)
        {
            var at = FieldPath.Field(path, key.Value);
            if (ReadKey(keyField, key, at) is not { } name)
                continue;
            if (value.IsNull && !TakesNull(valueField))
                context.WrongValue(value, at, Wanted(valueField));
            else if (ReadValue(valueField, value, at) is { } item)
                into[name] = item;
        }
    }

    /// <summary>Null is a value of its own only where any value is.</summary>
    static bool TakesNull(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == Value.Descriptor;

    object? ReadKey(FieldDescriptor field, YamlScalar key, string path) =>
        field.FieldType == FieldType.String ? key.Value : ReadScalar(field, key, path);

    /// <summary>One value of the field's type, or null after reporting why not.</summary>
    object? ReadValue(FieldDescriptor field, YamlNode node, string path) =>
        field.FieldType is FieldType.Message or FieldType.Group ? ReadMessage(field, node, path)
        : node is YamlScalar scalar ? ReadScalar(field, scalar, path)
        : Wrong(field, node, path);

    object? Wrong(FieldDescriptor field, YamlNode node, string path)
    {
        context.WrongValue(node, path, Wanted(field));
        return null;
    }

    object? ReadMessage(FieldDescriptor field, YamlNode node, string path)
    {
        var type = field.MessageType;
        if (type.File == WrappersReflection.Descriptor)
            return ReadValue(type.FindFieldByNumber(1), node, path);
        if (type.File == StructReflection.Descriptor)
            return StructReader.Read(type, node, path, context);
        if (type == Duration.Descriptor)
            return ReadDuration(node, path);
        if (type == Timestamp.Descriptor)
            return ReadTimestamp(node, path);
        if (type == Any.Descriptor)
        {
            context.Report(node, path, DiagnosticCode.WrongValue, $"{path} holds a message of any type, which is not read yet", "leave it out");
            return null;
        }

        var message = type.Parser.ParseFrom(ByteString.Empty);
        Read(node, message, path);
        return message;
    }

    Duration? ReadDuration(YamlNode node, string path)
    {
        if (node is YamlScalar { Type: ScalarType.Text } scalar && DurationText.TryParse(scalar.Value, out long nanoseconds))
            return new Duration { Seconds = nanoseconds / 1_000_000_000, Nanos = (int)(nanoseconds % 1_000_000_000) };
        var advice = node is YamlScalar { Type: ScalarType.Number } number ? $"write its unit, as in {Quoting.Short(number.Value)}s" : "write it as in 1.5s, 250ms or 1h30m";
        context.WrongValue(node, path, "a duration", advice);
        return null;
    }

    Timestamp? ReadTimestamp(YamlNode node, string path)
    {
        if (node is YamlScalar scalar && TimestampText.TryParse(scalar.Value, out var time))
            return Timestamp.FromDateTimeOffset(time);
        context.WrongValue(node, path, "a time", "write it as in 2026-01-31T12:00:00Z");
        return null;
    }

    object? ReadScalar(FieldDescriptor field, YamlScalar scalar, string path)
    {
        var value = field.FieldType switch
        {
            FieldType.String => scalar.Type == ScalarType.Text ? scalar.Value : null,
            FieldType.Bool => scalar.Type == ScalarType.Bool ? scalar.IsTrue : null,
            FieldType.Enum => EnumNumber(field.EnumType, scalar),
            FieldType.Bytes => Base64(scalar),
            FieldType.Double => YamlScalar.TryReadDouble(scalar.Value, out var number) ? number : null,
            FieldType.Float => YamlScalar.TryReadDouble(scalar.Value, out var number) ? (float)number : null,
            _ => ReadInteger(field.FieldType, scalar.Value),
        };
        if (value is null)
            context.WrongValue(scalar, path, Wanted(field), Advice(field, scalar));
        return value;
    }

    static object? ReadInteger(FieldType type, string text) => type switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 =>
            YamlScalar.TryReadInteger(text, int.MinValue, int.MaxValue, out var number) ? (int)number : null,
        FieldType.UInt32 or FieldType.Fixed32 => YamlScalar.TryReadInteger(text, 0, uint.MaxValue, out var number) ? (uint)number : null,
        FieldType.UInt64 or FieldType.Fixed64 => YamlScalar.TryReadInteger(text, 0, ulong.MaxValue, out var number) ? (ulong)number : null,
        _ => YamlScalar.TryReadInteger(text, long.MinValue, long.MaxValue, out var number) ? (long)number : null,
    };

    static object? EnumNumber(EnumDescriptor type, YamlScalar scalar)
    {
        if (scalar.Type == ScalarType.Number)
            return YamlScalar.TryReadInteger(scalar.Value, int.MinValue, int.MaxValue, out var number) && type.FindValueByNumber((int)number) is not null ? (int)number : null;
        return type.FindValueByName(scalar.Value)?.Number;
    }

    static ByteString? Base64(YamlScalar scalar)
    {
        if (scalar.Type is not (ScalarType.Text or ScalarType.Number))
            return null;
        // Both alphabets and missing padding are allowed by proto-JSON.
        var text = scalar.Value.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? ByteString.CopyFrom(bytes, 0, length) : null;
    }

    static string Wanted(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => "a mapping",
        FieldType.String => "text",
        FieldType.Bool => "true or false",
        FieldType.Bytes => "base64",
        FieldType.Double or FieldType.Float => "a number",
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Take(16).Select(value => value.Name))}",
        FieldType.UInt32 or FieldType.Fixed32 => "a whole number from 0 to 4294967295",
        FieldType.UInt64 or FieldType.Fixed64 => "a whole number, 0 or more",
        _ => "a whole number",
    };

    static string Advice(FieldDescriptor field, YamlScalar scalar) => field.FieldType switch
    {
        FieldType.String when scalar.Type is ScalarType.Bool or ScalarType.Number => "put it in quotes",
        FieldType.Bool when scalar.Value is "true" or "false" => "remove the quotes",
        FieldType.Enum => Suggestion.For(scalar.Value, [.. field.EnumType.Values.Select(value => value.Name)], "") is ['d', ..] hint ? hint : "",
        _ => "",
    };
}
