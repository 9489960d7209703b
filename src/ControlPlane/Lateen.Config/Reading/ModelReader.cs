using System.Collections;
using System.Text.Json;
using k8s;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Fills a model of the Kubernetes client from a YAML tree, guided by its JSON names; reports everything that doesn't fit, each with its line.</summary>
sealed class ModelReader(ReadContext context)
{
    /// <summary>A model of the type, or null after reporting that the node is none.</summary>
    public object? Read(Type type, YamlNode node, string path)
    {
        if (node is not YamlMapping mapping)
        {
            context.WrongValue(node, path.Length == 0 ? "a document" : path, "a mapping");
            return null;
        }

        var model = Activator.CreateInstance(type)!;
        var fields = ModelFields.Of(type);
        foreach (var (key, value) in mapping.Entries)
        {
            var at = FieldPath.Field(path, key.Value);
            if (fields.Find(key.Value) is not { } property)
            {
                var owner = path.Length == 0 ? type.Name[2..] : path;
                context.Report(key, at, DiagnosticCode.UnknownField, $"{owner} has no field \"{Quoting.Short(key.Value)}\"",
                    Suggestion.For(key.Value, fields.Names, "its fields"));
            }
            else if (!value.IsNull && ReadValue(property.PropertyType, value, at) is { } item)
            {
                property.SetValue(model, item);
            }
        }

        return model;
    }

    object? ReadValue(Type type, YamlNode node, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object))
            return ReadJson(type, node, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
            return ReadList(type.GenericTypeArguments[0], node, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            return ReadMap(type.GenericTypeArguments[1], node, path);
        if (ModelFields.IsModel(type))
            return Read(type, node, path);
        if (node is YamlScalar scalar)
            return ReadScalar(type, scalar, path);
        context.WrongValue(node, path, Wanted(type));
        return null;
    }

    IList? ReadList(Type itemType, YamlNode node, string path)
    {
        if (node is not YamlSequence sequence)
        {
            context.WrongValue(node, path, "a list", "begin each item with \"- \"");
            return null;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(itemType))!;
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var at = FieldPath.Item(path, i);
            if (sequence.Items[i].IsNull)
                context.WrongValue(sequence.Items[i], at, Wanted(itemType), "remove the empty item");
            else if (ReadValue(itemType, sequence.Items[i], at) is { } item)
                list.Add(item);
        }

        return list;
    }

    IDictionary? ReadMap(Type valueType, YamlNode node, string path)
    {
        if (node is not YamlMapping mapping)
        {
            context.WrongValue(node, path, "a mapping");
            return null;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var (key, value) in mapping.Entries)
        {
            // An empty label or annotation is the empty text, as the API server takes it.
            if (value.IsNull && valueType == typeof(string))
                map[key.Value] = "";
            else if (!value.IsNull && ReadValue(valueType, value, FieldPath.Field(path, key.Value)) is { } item)
                map[key.Value] = item;
        }

        return map;
    }

    object? ReadScalar(Type type, YamlScalar scalar, string path)
    {
        object? value = Type.GetTypeCode(type) switch
        {
            TypeCode.String => scalar.Type == ScalarType.Text ? scalar.Value : null,
            TypeCode.Boolean => scalar.Type == ScalarType.Bool ? scalar.IsTrue : null,
            TypeCode.Int32 => IsNumber(scalar, int.MinValue, int.MaxValue, out var number) ? (int)number : null,
            TypeCode.Int64 => IsNumber(scalar, long.MinValue, long.MaxValue, out var number) ? (long)number : null,
            TypeCode.Double => scalar.Type == ScalarType.Number && YamlScalar.TryReadDouble(scalar.Value, out var number) ? number : null,
            TypeCode.DateTime => TimestampText.TryParse(scalar.Value, out var time) ? time.UtcDateTime : null,
            _ => ReadJson(type, scalar, path),
        };
        if (value is null && Type.GetTypeCode(type) != TypeCode.Object)
        {
            var quotes = type == typeof(string) && scalar.Type is ScalarType.Bool or ScalarType.Number;
            var advice = quotes ? "put it in quotes" : type != typeof(string) && scalar.Type == ScalarType.Text && YamlScalar.TryReadDouble(scalar.Value, out _) ? "remove the quotes" : "";
            context.WrongValue(scalar, path, Wanted(type), advice);
        }

        return value;
    }

    static bool IsNumber(YamlScalar scalar, long least, long most, out Int128 number)
    {
        number = 0;
        return scalar.Type == ScalarType.Number && YamlScalar.TryReadInteger(scalar.Value, least, most, out number);
    }

    /// <summary>Types with a JSON form of their own: quantities, ports by number or name, bytes, micro times.</summary>
    object? ReadJson(Type type, YamlNode node, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(KubernetesJson.Serialize(JsonForm.Of(node)), type, ModelFields.Options);
        }
        catch (Exception error) when (error is JsonException or FormatException or NotSupportedException or ArgumentException or InvalidOperationException or OverflowException)
        {
            context.WrongValue(node, path, Wanted(type));
            return null;
        }
    }

    static string Wanted(Type type) => type.Name switch
    {
        "String" => "text",
        "Boolean" => "true or false",
        "Int32" or "Int64" => "a whole number",
        "Double" => "a number",
        "DateTime" => "a time as in 2026-01-31T12:00:00Z",
        "IntOrString" or "IntstrIntOrString" => "a number or a name",
        "ResourceQuantity" => "a quantity as in 100m or 64Mi",
        "Byte[]" => "base64",
        _ => "a mapping",
    };
}
