using System.Collections.Immutable;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Galley;

/// <summary>Runs analyzers over a snapshot.</summary>
public static class Analysis
{
    /// <summary>What reading found and what the analyzers find, worst first.</summary>
    public static ImmutableArray<Diagnostic> Run(ConfigSnapshot snapshot) => Run(snapshot, Analyzers.Analyzers.All);

    /// <inheritdoc cref="Run(ConfigSnapshot)"/>
    public static ImmutableArray<Diagnostic> Run(ConfigSnapshot snapshot, IEnumerable<IAnalyzer> analyzers)
    {
        var mesh = MeshNames.Of(snapshot);
        return [.. snapshot.Diagnostics.Concat(analyzers.SelectMany(analyzer => Run(snapshot, analyzer, mesh))).Order()];
    }

    static ImmutableArray<Diagnostic> Run(ConfigSnapshot snapshot, IAnalyzer analyzer, MeshNames mesh)
    {
        var context = new AnalysisContext(snapshot, analyzer, mesh);
        analyzer.Analyze(context);
        return context.Found;
    }
}
