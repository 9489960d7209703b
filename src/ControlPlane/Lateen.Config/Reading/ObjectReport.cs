using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Collects what breaks the rules of one object. Paths are below the object's root, as in <c>spec.http[0].route</c>.</summary>
sealed class ObjectReport(ObjectRef item, ObjectPositions positions, ReadContext context)
{
    /// <summary>The object is refused.</summary>
    public void Error(string path, string message, string advice = "") => Add(Severity.Error, path, message, advice);

    /// <summary>The object is taken, but probably not as meant.</summary>
    public void Warning(string path, string message, string advice = "") => Add(Severity.Warning, path, message, advice);

    void Add(Severity severity, string path, string message, string advice)
    {
        // What could not be read looks unset; a complaint about that would only confuse.
        if (path.Length > 0 && context.HasErrorAt(path))
            return;
        context.Add(new Diagnostic(DiagnosticCode.Invalid, severity, message)
        {
            Object = item,
            Path = path,
            Location = positions.Locate(path),
            Advice = advice,
        });
    }
}
