using System.Collections.Immutable;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Cli.Discovery;

/// <summary>Prints what is wrong with the configuration, each thing once while it lasts.</summary>
internal sealed class DiagnosticReporter : IDisposable
{
    readonly TextWriter output;
    readonly IDisposable subscription;
    ImmutableHashSet<string> told = [];

    public DiagnosticReporter(IConfigStore store, TextWriter output)
    {
        this.output = output;
        subscription = store.Subscribe(batch => Report(batch.Snapshot.Diagnostics));
    }

    public void Dispose() => subscription.Dispose();

    void Report(ImmutableArray<Diagnostic> diagnostics)
    {
        ImmutableHashSet<string> now = [.. diagnostics.Select(diagnostic => diagnostic.ToString())];
        foreach (string line in now.Except(told).Order(StringComparer.Ordinal))
            output.WriteLine(line);
        told = now;
    }
}
