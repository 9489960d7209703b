using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Collects what is wrong with one text, and knows which object is being read.</summary>
sealed class ReadContext(string file, string defaultNamespace)
{
    readonly List<Diagnostic> diagnostics = [];
    readonly HashSet<Diagnostic> known = [];
    int dropped;

    public string File => file;

    /// <summary>Where objects go that name no namespace.</summary>
    public string DefaultNamespace => defaultNamespace;

    /// <summary>The object being read, once it is known.</summary>
    public ObjectRef? Object { get; set; }

    /// <summary>Values of the object being read are secret, and no message may quote them.</summary>
    public bool IsSecret { get; set; }

    /// <summary>Errors so far; an object is refused when reading it added one.</summary>
    public int Errors { get; private set; }

    /// <summary>Whether every document was clear enough to tell which object it is.</summary>
    public bool IsComplete { get; set; } = true;

    /// <summary>Something wrong outside any object.</summary>
    public void ReportText(string code, int line, int column, string message, string advice = "") =>
        Add(new Diagnostic(code, Severity.Error, message) { Location = new SourceLocation(file, Math.Max(1, line), Math.Max(0, column)), Advice = advice });

    /// <summary>Something wrong at a node.</summary>
    public void Report(YamlNode at, string path, string code, string message, string advice = "", Severity severity = Severity.Error) =>
        Add(new Diagnostic(code, severity, message)
        {
            Object = Object,
            Path = path,
            Location = new SourceLocation(file, at.Line, at.Column),
            Advice = advice,
        });

    /// <summary>The value at a node is not what the place wants.</summary>
    public void WrongValue(YamlNode at, string path, string wanted, string advice = "")
    {
        var given = at is YamlScalar scalar && !scalar.IsNull && !IsSecret ? $"\"{Quoting.Short(scalar.Value)}\"" : at.Description;
        Report(at, path, DiagnosticCode.WrongValue, $"{path} must be {wanted}, not {given}", advice);
    }

    /// <summary>Whether an error is known about the part of the current object or something below it.</summary>
    public bool HasErrorAt(string path) => diagnostics.Exists(diagnostic => diagnostic is { Severity: Severity.Error, Code: not DiagnosticCode.Invalid } && diagnostic.Object == Object
        && diagnostic.Path.StartsWith(path, StringComparison.Ordinal));

    public void Add(Diagnostic diagnostic)
    {
        // Two readers may look at one part, as at the metadata of Kubernetes' kinds.
        if (!known.Add(diagnostic))
            return;
        if (diagnostic.Severity == Severity.Error)
            Errors++;
        if (diagnostics.Count < YamlLimits.Diagnostics)
            diagnostics.Add(diagnostic);
        else
            dropped++;
    }

    /// <summary>Everything reported, worst first.</summary>
    public ImmutableArray<Diagnostic> Diagnostics()
    {
        IEnumerable<Diagnostic> all = diagnostics;
        if (dropped > 0)
        {
            all = all.Append(new Diagnostic(DiagnosticCode.TooLarge, Severity.Error, $"has {dropped} more problems than are shown")
            {
                Location = new SourceLocation(file, 1), Advice = "mend those shown first",
            });
        }

        return [.. all.Order()];
    }
}
