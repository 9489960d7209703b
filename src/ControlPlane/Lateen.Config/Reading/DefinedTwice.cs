using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>The diagnostic for an object that is written in two places.</summary>
static class DefinedTwice
{
    public static Diagnostic Report(ObjectRef item, SourceLocation second, SourceLocation first) =>
        new(DiagnosticCode.DefinedTwice, Severity.Error, $"is defined here and at {first}, which counts")
        {
            Object = item, Path = "metadata.name", Location = second, Advice = "remove one of the two",
        };
}
