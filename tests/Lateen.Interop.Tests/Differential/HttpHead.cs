namespace Lateen.Interop.Tests.Differential;

/// <summary>The head of a request or response, from somebody who is trusted to write one.</summary>
sealed record HttpHead(string Start, Dictionary<string, string> Headers)
{
    /// <summary>Null when the connection ends before one.</summary>
    public static async Task<HttpHead?> ReadAsync(StreamReader reader, CancellationToken stop)
    {
        if (await reader.ReadLineAsync(stop) is not { Length: > 0 } start)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(stop) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant(), line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        return new HttpHead(start, headers);
    }
}
