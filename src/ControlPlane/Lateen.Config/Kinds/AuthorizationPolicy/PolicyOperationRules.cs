using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What <c>to.operation</c> of an AuthorizationPolicy's rule must be.</summary>
static class PolicyOperationRules
{
    const string OneSegment = "{*}", Rest = "{**}";

    public static void Check(Operation? operation, string path, ObjectReport report)
    {
        if (operation is null || Lists(operation).All(list => list.Values.Count == 0))
        {
            report.Error(path, $"{path} says nothing of the request", "name at least one of its fields, or leave to out to mean every request");
            return;
        }

        foreach (var (name, values) in Lists(operation))
            PolicyValues.CheckFilled(values, $"{path}.{name}", report);
        PolicyValues.CheckPorts(operation.Ports, $"{path}.ports", report);
        PolicyValues.CheckPorts(operation.NotPorts, $"{path}.notPorts", report);
        CheckTemplates(operation.Paths, $"{path}.paths", report);
        CheckTemplates(operation.NotPaths, $"{path}.notPaths", report);
    }

    static void CheckTemplates(IReadOnlyList<string> paths, string path, ObjectReport report)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (TemplateError(paths[i]) is { } error)
                report.Error(FieldPath.Item(path, i), $"{FieldPath.Item(path, i)}: the path \"{Quoting.Short(paths[i])}\" {error}", "{*} stands for one segment, {**} for the rest of the path");
        }
    }

    /// <summary>Braces make a path a template: whole segments of {*}, and {**} after all of them. Its other segments are literal.</summary>
    static string? TemplateError(string text)
    {
        var isTemplate = text.Contains(OneSegment, StringComparison.Ordinal) || text.Contains(Rest, StringComparison.Ordinal);
        var hasRest = false;
        foreach (var segment in text.Trim('/').Split('/'))
        {
            if (segment is OneSegment or Rest)
            {
                if (hasRest)
                    return "has a template behind {**}";
                hasRest = segment == Rest;
            }
            else if (segment.AsSpan().IndexOfAny('{', '}') >= 0)
            {
                return "has braces that are no whole segment {*} or {**}";
            }
            else if (isTemplate && (segment.Length == 0 || !segment.All(IsLiteral)))
            {
                return $"has the segment \"{Quoting.Short(segment)}\", which cannot be part of a template";
            }
        }

        return null;
    }

    static bool IsLiteral(char c) => char.IsAsciiLetterOrDigit(c) || "-._~%!$&'()+,;:@=".Contains(c);

    static IEnumerable<(string Name, IReadOnlyList<string> Values)> Lists(Operation operation) =>
    [
        ("hosts", operation.Hosts), ("notHosts", operation.NotHosts), ("ports", operation.Ports), ("notPorts", operation.NotPorts),
        ("methods", operation.Methods), ("notMethods", operation.NotMethods), ("paths", operation.Paths), ("notPaths", operation.NotPaths),
    ];
}
