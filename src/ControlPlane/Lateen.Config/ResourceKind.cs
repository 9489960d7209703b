using System.Collections.Immutable;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>A kind of configuration object. <see cref="Kinds"/> lists them; there is one instance of each.</summary>
public abstract class ResourceKind
{
    /// <summary>Unique among all kinds, and what <c>kind:</c> says, unless two groups share that.</summary>
    public abstract string Name { get; }

    /// <summary>The API group; empty for Kubernetes' core group.</summary>
    public abstract string Group { get; }

    /// <summary>The versions that are read, preferred first. All have one schema.</summary>
    public abstract ImmutableArray<string> Versions { get; }

    /// <summary>What <c>kind:</c> says.</summary>
    public virtual string ManifestKind => Name;

    /// <summary>Lower case, as in API paths: <c>virtualservices</c>.</summary>
    public virtual string Plural => Name.ToLowerInvariant() + "s";

    /// <summary>Whether objects live in a namespace.</summary>
    public virtual bool IsNamespaced => true;

    /// <summary>The type of <see cref="ConfigObject.Spec"/>.</summary>
    public abstract Type SpecType { get; }

    /// <summary>
    /// The fields that have an effect, as sorted paths below the spec in JSON names without indexes and keys: <c>http.route.weight</c>. An entry that
    /// ends in <c>.**</c> stands for everything below it. Any other field that a user sets gives <see cref="Core.DiagnosticCode.NotHonouredYet"/>.
    /// Empty: the kind as a whole has no effect yet. Null: all of it has, or its reader ignores the rest on purpose.
    /// </summary>
    public virtual ImmutableArray<string>? Honoured => null;

    /// <summary>Reads the spec from a document's root mapping; reports what is wrong and returns null when nothing can be used.</summary>
    internal abstract object? Read(YamlMapping document, ReadContext context);

    /// <summary>Checks the rules that the schema can't say. Errors refuse the object.</summary>
    internal virtual void Validate(ConfigObject candidate, ObjectReport report)
    {
    }

    /// <summary>Makes the objects that are written inside this one.</summary>
    internal virtual void Derive(YamlMapping document, ConfigObject item, ReadContext context, ObjectCollector collected)
    {
    }

    /// <summary>What <c>apiVersion:</c> may say, preferred first.</summary>
    public IEnumerable<string> ApiVersions => Versions.Select(version => Group.Length == 0 ? version : $"{Group}/{version}");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
