using System.Collections.Immutable;
using Lateen.Config;

namespace Lateen.Galley;

/// <summary>One check across objects: what each of them alone can't know. One file per analyzer, and one line in <see cref="Analyzers.Analyzers"/>.</summary>
public interface IAnalyzer
{
    /// <summary>As istioctl names it where it has the same one: <c>virtualservice.DestinationHostAnalyzer</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for people: what it finds.</summary>
    string Description { get; }

    /// <summary>The kinds that it looks at. Reading another is a defect, so a host knows when to run it again.</summary>
    ImmutableArray<ResourceKind> Inputs { get; }

    /// <summary>Reports everything that it finds.</summary>
    void Analyze(AnalysisContext context);
}
