using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Pilot.Tests.Rigs;

/// <summary>
/// Finds out which fields of a message something reads: sets one after the other to several values, and asks whether the second message means something else
/// than the first. A field that means something only beside others is seen when one of the starting messages has them.
/// </summary>
sealed class FieldProbe(Func<IMessage, IMessage, bool> differ, IReadOnlyList<string> texts)
{
    const int MaxDepth = 9;

    static readonly long[] Numbers = [7, 80, 9080, 302, 5000];

    /// <summary>JSON paths, without indexes and keys, of all fields that have no fields of their own.</summary>
    public static IEnumerable<string> Leaves(MessageDescriptor type) => Paths(type, []).Select(Text);

    /// <summary>The paths that are read, starting from any of the messages.</summary>
    public SortedSet<string> ReadFields(IReadOnlyList<IMessage> starts)
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var start in starts)
        {
            foreach (var path in Paths(start.Descriptor, []).Where(path => !read.Contains(Text(path))))
            {
                if (IsRead(start, path))
                    read.Add(Text(path));
            }
        }

        return read;
    }

    static string Text(FieldDescriptor[] path) => string.Join('.', path.Select(field => field.JsonName));

    static IEnumerable<FieldDescriptor[]> Paths(MessageDescriptor type, FieldDescriptor[] above)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            FieldDescriptor[] path = [.. above, field];
            if (Inner(field) is not { } inner)
                yield return path;
            else if (above.Length < MaxDepth)
                foreach (var below in Paths(inner, path))
                    yield return below;
        }
    }

    /// <summary>The message whose fields are looked at one by one; null for a value that is one thing.</summary>
    static MessageDescriptor? Inner(FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
            return null;
        if (field.IsMap)
            return field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.Message } value ? value.MessageType : null;
        var type = field.MessageType;
        return type.File == WrappersReflection.Descriptor || type.File == StructReflection.Descriptor || type == Duration.Descriptor || type == Timestamp.Descriptor ? null : type;
    }

    bool IsRead(IMessage start, FieldDescriptor[] path)
    {
        var (without, owner) = WithParents(start, path);
        // Otherwise setting a field would count as read because another one of its oneof disappears.
        path[^1].RealContainingOneof?.Accessor.Clear(owner);
        return Values(path[^1]).Any(value =>
        {
            var (message, parent) = WithParents(start, path);
            return Set(parent, path[^1], value) && differ(without, message);
        });
    }

    /// <summary>A copy of the message in which everything above the field exists.</summary>
    static (IMessage Message, IMessage Parent) WithParents(IMessage start, FieldDescriptor[] path)
    {
        var message = start.Descriptor.Parser.ParseFrom(start.ToByteString());
        var parent = message;
        foreach (var field in path[..^1])
            parent = Child(parent, field);
        return (message, parent);
    }

    static IMessage Child(IMessage parent, FieldDescriptor field)
    {
        var value = field.Accessor.GetValue(parent);
        if (field.IsMap)
        {
            var map = (IDictionary)value;
            if (map.Count == 0)
                map[Key(field.MessageType.FindFieldByNumber(1))] = Empty(Inner(field)!);
            return map.Values.Cast<IMessage>().First();
        }

        if (field.IsRepeated)
        {
            var list = (IList)value;
            if (list.Count == 0)
                list.Add(Empty(field.MessageType));
            return (IMessage)list[0]!;
        }

        if (value is null)
            field.Accessor.SetValue(parent, value = Empty(field.MessageType));
        return (IMessage)value;
    }

    static object Key(FieldDescriptor field) => field.FieldType == FieldType.UInt32 ? 9080u : "version";

    static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    static bool Set(IMessage parent, FieldDescriptor field, object value)
    {
        if (field.IsMap)
            ((IDictionary)field.Accessor.GetValue(parent))[Key(field.MessageType.FindFieldByNumber(1))] = value;
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(parent);
            list.Clear();
            list.Add(value);
        }
        else if (Equals(field.Accessor.GetValue(parent), value))
            return false;
        else
            field.Accessor.SetValue(parent, value);
        return true;
    }

    IEnumerable<object> Values(FieldDescriptor field)
    {
        if (field.IsMap)
            return Values(field.MessageType.FindFieldByNumber(2));
        if (field.FieldType == FieldType.Message && field.MessageType == Duration.Descriptor)
            return [new Duration { Seconds = 7 }, new Duration { Seconds = 77 }];
        if (field.FieldType == FieldType.Message && field.MessageType == Struct.Descriptor)
            return [new Struct { Fields = { ["probe"] = Value.ForString("%PROTOCOL%") } }];
        if (field.FieldType == FieldType.Message)
            return field.MessageType.File == WrappersReflection.Descriptor ? Values(field.MessageType.FindFieldByNumber(1)) : [];
        return field.FieldType switch
        {
            FieldType.String => texts,
            FieldType.Bool => [true, false],
            FieldType.Enum => field.EnumType.Values.Select(value => (object)value.Number),
            FieldType.Bytes => [ByteString.CopyFromUtf8("probe")],
            FieldType.Double => [1.0, 42.0],
            FieldType.Float => [1f, 42f],
            FieldType.Int32 or FieldType.SInt32 => Numbers.Select(number => (object)(int)number),
            FieldType.UInt32 => Numbers.Select(number => (object)(uint)number),
            FieldType.UInt64 => Numbers.Select(number => (object)(ulong)number),
            _ => Numbers.Select(number => (object)number),
        };
    }
}
