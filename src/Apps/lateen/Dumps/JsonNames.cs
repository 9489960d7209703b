using System.Text;

namespace Lateen.Cli.Dumps;

/// <summary>The two ways in which proto-JSON names fields.</summary>
internal static class JsonNames
{
    /// <summary>Fields whose own fields are named by users: they stay as they are, and what is below free-form ones too.</summary>
    static readonly string[] Maps = ["labels", "metadata_match", "typed_extension_protocol_options", "typed_per_filter_config"];

    /// <summary>Fields that hold anything: nothing below them is a field's name.</summary>
    static readonly string[] FreeForm = ["filter_metadata", "fields", "value", "tags", "json_format"];

    /// <summary>use_original_dst as useOriginalDst.</summary>
    public static string Camel(string name)
    {
        if (!name.Contains('_'))
            return name;
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length)
                text.Append(char.ToUpperInvariant(name[++i]));
            else
                text.Append(name[i]);
        }

        return text.ToString();
    }

    /// <summary>Whether the names directly below the field are a map's keys.</summary>
    public static bool IsMap(string field) => Maps.Contains(field);

    /// <summary>Whether what is below the field is free-form.</summary>
    public static bool IsFreeForm(string field) => FreeForm.Contains(field);
}
