using System.Collections.Immutable;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Galley;

/// <summary>What an analyzer sees, and where it reports.</summary>
public sealed class AnalysisContext
{
    /// <summary>A user may silence codes on an object with this annotation: a comma-separated list, or "*".</summary>
    public const string SuppressAnnotation = "galley.istio.io/analyze-suppress";

    readonly ConfigSnapshot snapshot;
    readonly IAnalyzer analyzer;
    readonly List<Diagnostic> found = [];

    internal AnalysisContext(ConfigSnapshot snapshot, IAnalyzer analyzer, MeshNames mesh)
    {
        this.snapshot = snapshot;
        this.analyzer = analyzer;
        Mesh = mesh;
    }

    /// <summary>Names that depend on the mesh's settings.</summary>
    public MeshNames Mesh { get; }

    /// <summary>All objects of one of the analyzer's kinds, sorted.</summary>
    /// <exception cref="InvalidOperationException">The analyzer doesn't declare the kind.</exception>
    public IEnumerable<ConfigObject> List(ResourceKind kind)
    {
        if (!analyzer.Inputs.Contains(kind))
            throw new InvalidOperationException($"{analyzer.Name} reads {kind.Name}, but does not list it among its inputs.");
        return snapshot.List(kind);
    }

    /// <summary>Reports something about a part of an object, unless its author has silenced it.</summary>
    public void Report(ConfigObject item, string path, string code, Severity severity, string message, string advice = "")
    {
        if (IsSuppressed(item, code))
            return;
        found.Add(new Diagnostic(code, severity, message)
        {
            Object = item.Ref, Path = path, Location = snapshot.Sources.Locate(item.Ref, path), Advice = advice,
        });
    }

    internal ImmutableArray<Diagnostic> Found => [.. found];

    static bool IsSuppressed(ConfigObject item, string code)
    {
        var codes = item.Annotations.Get(SuppressAnnotation).Split(',', StringSplitOptions.TrimEntries);
        return codes.Contains("*") || codes.Contains(code);
    }
}
