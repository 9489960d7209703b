using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Reports names that stand twice in one mapping. YAML forbids it, and which of the two values counts differs between tools.</summary>
static class DuplicateKeys
{
    public static void Report(YamlNode node, string path, ReadContext context)
    {
        if (node is YamlSequence sequence)
        {
            for (var i = 0; i < sequence.Items.Length; i++)
                Report(sequence.Items[i], FieldPath.Item(path, i), context);
        }

        if (node is not YamlMapping mapping)
            return;
        foreach (var key in mapping.Duplicates)
        {
            var first = mapping.Entries.First(entry => entry.Key.Value == key.Value).Key;
            var at = FieldPath.Field(path, key.Value);
            context.Report(key, at, DiagnosticCode.DuplicateKey, $"{at} is there twice, first on line {first.Line}", "remove one of the two");
        }

        foreach (var (key, value) in mapping.Entries)
            Report(value, FieldPath.Field(path, key.Value), context);
    }
}
