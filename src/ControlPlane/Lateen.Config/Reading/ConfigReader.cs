using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Reads manifests: YAML or JSON, any number of documents, also <c>kind: List</c>.</summary>
public static class ConfigReader
{
    /// <summary>Reads one text.</summary>
    /// <param name="file">How diagnostics name it.</param>
    /// <param name="text">The text.</param>
    /// <param name="defaultNamespace">Where objects go that name no namespace.</param>
    public static ReadResult Read(string file, string text, string defaultNamespace = "default")
    {
        var context = new ReadContext(file, defaultNamespace);
        var collected = new ObjectCollector(context);
        if (text.Length > YamlLimits.Characters)
        {
            context.IsComplete = false;
            context.ReportText(DiagnosticCode.TooLarge, 1, 1, $"has {text.Length} characters; at most {YamlLimits.Characters} are read", "split it");
            return collected.Result();
        }

        foreach (var (line, document) in DocumentSplitter.Split(text))
            ReadPart(document, line, context, collected);
        return collected.Result();
    }

    /// <summary>Reads the documents of one text each by itself; those that say nothing are left out.</summary>
    /// <inheritdoc cref="Read"/>
    public static IEnumerable<DocumentResult> ReadEach(string file, string text, string defaultNamespace = "default")
    {
        if (text.Length > YamlLimits.Characters)
        {
            yield return new DocumentResult(1, Read(file, text, defaultNamespace));
            yield break;
        }

        foreach (var (line, document) in DocumentSplitter.Split(text))
        {
            var context = new ReadContext(file, defaultNamespace);
            var collected = new ObjectCollector(context);
            ReadPart(document, line, context, collected);
            var result = collected.Result();
            if (result.Objects.Length + result.Refused.Length + result.Diagnostics.Length > 0)
                yield return new DocumentResult(line + LinesBefore(document) + 1, result);
        }
    }

    /// <summary>Lines of a document before its first that says something.</summary>
    static int LinesBefore(string document) => document.Split('\n')
        .TakeWhile(line => line.AsSpan().TrimStart() is var rest && (rest.IsEmpty || rest[0] == '#' || rest.StartsWith("---"))).Count();

    static void ReadPart(string document, int line, ReadContext context, ObjectCollector collected)
    {
        var errors = context.Errors;
        var trees = YamlTreeReader.Read(document, line, context);
        // What is behind a syntax error is not known, so neither is which objects the text no longer has.
        context.IsComplete &= context.Errors == errors;
        foreach (var tree in trees)
            ReadDocument(tree, context, collected);
    }

    static void ReadDocument(YamlNode tree, ReadContext context, ObjectCollector collected)
    {
        context.Object = null;
        context.IsSecret = false;
        if (tree.IsNull)
            return;
        if (tree is not YamlMapping document)
        {
            context.IsComplete = false;
            context.Report(tree, "", DiagnosticCode.BadIdentity, $"a document must be an object with apiVersion and kind, not {tree.Description}");
            return;
        }

        if (MeshConfigReader.IsFile(context.File, document))
            MeshConfigReader.ReadFile(document, context, collected);
        else if (Text(document, "apiVersion", context) is not { } apiVersion || Text(document, "kind", context) is not { } kindName)
            context.IsComplete = false;
        else if (apiVersion == "v1" && kindName == "List")
            ReadList(document, context, collected);
        else if (Kinds.Find(apiVersion, kindName) is { } kind)
            ReadObject(document, kind, context, collected);
        else
            UnknownKind(document, apiVersion, kindName, context);
    }

    static void ReadList(YamlMapping document, ReadContext context, ObjectCollector collected)
    {
        if (document.Find("items") is not YamlSequence items)
            return;
        foreach (var item in items.Items)
            ReadDocument(item, context, collected);
    }

    static void ReadObject(YamlMapping document, ResourceKind kind, ReadContext context, ObjectCollector collected)
    {
        var before = context.Errors;
        context.IsSecret = kind == Kinds.Secret;
        if (MetadataReader.Read(document, kind, context) is not var (name, metadata))
            return;
        DuplicateKeys.Report(document, "", context);
        var positions = new ObjectPositions(context.File, PositionNode.Of(document));
        var spec = kind.Read(document, context);
        var item = spec is null ? null : new ConfigObject(kind, name.Namespace, name.Name, spec, metadata);
        if (item is not null)
            kind.Validate(item, new ObjectReport(name, positions, context));
        if (item is null || context.Errors > before)
            collected.Refuse(name);
        else
            collected.Add(item, positions);
        if (item is not null && context.Errors == before)
            kind.Derive(document, item, context, collected);
    }

    static string? Text(YamlMapping document, string field, ReadContext context)
    {
        if (document.Find(field) is YamlScalar { Value.Length: > 0 } scalar)
            return scalar.Value;
        context.Report(document, field, DiagnosticCode.BadIdentity, $"a document has no {field}", "every object begins with apiVersion and kind");
        return null;
    }

    static void UnknownKind(YamlMapping document, string apiVersion, string kindName, ReadContext context)
    {
        string[] versions = [.. Kinds.All.Where(kind => kind.ManifestKind == kindName).SelectMany(kind => kind.ApiVersions)];
        var advice = versions.Length > 0 ? $"{kindName} is read in {string.Join(", ", versions)}"
            : Suggestion.For(kindName, [.. Kinds.All.Select(kind => kind.ManifestKind)], "kinds");
        context.Report(document.Find("kind")!, "kind", DiagnosticCode.UnknownKind,
            $"{Quoting.Short(kindName)} in {Quoting.Short(apiVersion)} is no kind that Lateen reads, and is ignored", advice, Severity.Warning);
    }
}
