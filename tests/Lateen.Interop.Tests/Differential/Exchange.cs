using System.Globalization;

namespace Lateen.Interop.Tests.Differential;

/// <summary>
/// A line of a case: <c>METHOD HOST PATH NAME:VALUE… => STATUS INSTANCE FLAGS CHECK…</c>. INSTANCE is who answered ("v1|v2" for either), "-" for the proxy
/// itself; FLAGS as in access logs, "-" for none. Checks: <c>path=P</c> is the path that the upstream saw; <c>up.NAME=VALUE</c> and <c>down.NAME=VALUE</c> are
/// headers of the request there and of the response here, <c>details=D</c> and <c>meta.KEY=VALUE</c> are the access log's (RBAC's metadata), <c>up.!NAME</c> and <c>down.!NAME</c> say that there is none, <c>attempts=N</c> counts upstream requests.
/// <c>JWT(PAYLOAD)</c> stands for a token, see <see cref="EndUserTokens"/>, and %20 in headers for a space. A header <c>as:URI</c> is not sent: it is the identity of the client's certificate, <c>as:-</c> for TLS without one.
/// </summary>
sealed record Exchange(string Line, string Method, string Host, string Path, IReadOnlyList<string> Headers, IReadOnlyList<string> Expected)
{
    const string As = "as:";

    /// <summary>Of the client's certificate; "-" for TLS without one, null for plaintext (or TLS without one, where others of the case have one).</summary>
    public string? Identity { get; init; }

    public static Exchange Parse(string line)
    {
        if (line.Split("=>", 2) is not [var request, var expected]
            || request.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var method, var host, var path, .. var headers]
            || expected.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, _, _, ..] parts)
            throw new FormatException($"not a line of a case: {line}");
        var sent = headers.Where(header => !header.StartsWith(As, StringComparison.Ordinal)).Select(header => EndUserTokens.Fill(header).Replace("%20", " ", StringComparison.Ordinal));
        return new Exchange(line, method, host, EndUserTokens.Fill(path), [.. sent], [.. parts.Select(EndUserTokens.Fill)])
        {
            Identity = headers.FirstOrDefault(header => header.StartsWith(As, StringComparison.Ordinal))?[As.Length..],
        };
    }

    /// <summary>What is not as expected; empty when all is.</summary>
    public IReadOnlyList<string> Compare(Outcome outcome)
    {
        var wrong = new List<string>();
        Expect(wrong, "status", Expected[0], outcome.Status.ToString(CultureInfo.InvariantCulture));
        if (!Expected[1].Split('|').Contains(outcome.Instance))
            wrong.Add($"answered by {outcome.Instance}, not {Expected[1]}");
        Expect(wrong, "flags", Expected[2], outcome.Log?.Flags ?? "(not logged)");
        foreach (var check in Expected.Skip(3))
            Check(wrong, check, outcome);
        return wrong;
    }

    static void Check(List<string> wrong, string check, Outcome outcome)
    {
        var (name, value) = check.Split('=', 2) is [var left, var right] ? (left, right) : (check, null);
        switch (name.Split('.', 2))
        {
            case ["path"]:
                Expect(wrong, "path", value, outcome.Path);
                break;
            case ["attempts"]:
                Expect(wrong, "attempts", value, outcome.Attempts.ToString(CultureInfo.InvariantCulture));
                break;
            case ["details"]:
                Expect(wrong, "details", value, outcome.Log?.Details);
                break;
            case ["meta", var key]:
                Expect(wrong, name, value, outcome.Log?.Metadata.GetValueOrDefault(key.TrimStart('!')));
                break;
            case [("up" or "down") and var side, var header]:
                var headers = side == "up" ? outcome.UpstreamHeaders : outcome.Headers;
                Expect(wrong, name, value, headers.GetValueOrDefault(header.TrimStart('!')));
                break;
            default:
                throw new FormatException($"no such check: {check}");
        }
    }

    static void Expect(List<string> wrong, string what, string? expected, string? seen)
    {
        if (expected != seen)
            wrong.Add($"{what} is {seen ?? "missing"}, not {expected ?? "missing"}");
    }
}
