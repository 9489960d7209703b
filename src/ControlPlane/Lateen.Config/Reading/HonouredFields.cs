using System.Collections.Immutable;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Finds the fields that a user sets and that have no effect yet; see <see cref="ResourceKind.Honoured"/>.</summary>
sealed class HonouredFields(ImmutableArray<string> honoured)
{
    /// <summary>Reports the topmost part of each setting without effect.</summary>
    public void Check(YamlNode spec, MessageDescriptor type, string path, ReadContext context)
    {
        if (honoured.IsEmpty)
        {
            context.Report(spec, path, DiagnosticCode.KindNotHonouredYet, $"{type.Name} is read and checked, but has no effect yet", "", Severity.Warning);
            return;
        }

        Visit(spec, type, "", path, context);
    }

    void Visit(YamlNode node, MessageDescriptor type, string fields, string path, ReadContext context)
    {
        if (node is not YamlMapping mapping)
            return;
        foreach (var (key, value) in mapping.Entries)
        {
            if (value.IsNull || ProtoFields.Of(type).Find(key.Value) is not { } field)
                continue;
            var name = fields.Length == 0 ? field.JsonName : $"{fields}.{field.JsonName}";
            var at = FieldPath.Field(path, key.Value);
            if (Covers(name))
                continue;
            if (Descends(field) is { } inner && honoured.Any(entry => entry.StartsWith(name + ".", StringComparison.Ordinal)))
                VisitEach(field, value, inner, name, at, context);
            else
                context.Report(key, at, DiagnosticCode.NotHonouredYet, $"{at} has no effect yet", "Lateen reads it, but does not do what it says", Severity.Warning);
        }
    }

    void VisitEach(FieldDescriptor field, YamlNode value, MessageDescriptor inner, string name, string path, ReadContext context)
    {
        if (field.IsMap && value is YamlMapping map)
        {
            foreach (var (key, item) in map.Entries)
                Visit(item, inner, name, FieldPath.Field(path, key.Value), context);
        }
        else if (field.IsRepeated && value is YamlSequence list)
        {
            for (var i = 0; i < list.Items.Length; i++)
                Visit(list.Items[i], inner, name, FieldPath.Item(path, i), context);
        }
        else
        {
            Visit(value, inner, name, path, context);
        }
    }

    bool Covers(string name)
    {
        if (honoured.BinarySearch(name, StringComparer.Ordinal) >= 0)
            return true;
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (honoured.BinarySearch(string.Concat(name.AsSpan(0, end), ".**"), StringComparer.Ordinal) >= 0)
                return true;
        }

        return false;
    }

    /// <summary>The message whose fields are looked at one by one; null for a value that is one thing.</summary>
    static MessageDescriptor? Descends(FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
            return null;
        var type = field.IsMap ? field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.Message } value ? value.MessageType : null : field.MessageType;
        return type is null || type.File == WrappersReflection.Descriptor || type.File == StructReflection.Descriptor
            || type == Duration.Descriptor || type == Timestamp.Descriptor ? null : type;
    }
}
