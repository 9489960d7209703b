using System.Collections.Frozen;
using System.Net;

namespace Lateen.Proxy.Admin;

/// <summary>A request to the admin port. Bodies are read and ignored, as all parameters are in the query.</summary>
public sealed class AdminRequest
{
    readonly FrozenDictionary<string, string> query;

    AdminRequest(string method, string path, FrozenDictionary<string, string> query) => (Method, Path, this.query) = (method, path, query);

    public string Method { get; }

    /// <summary>Without the query.</summary>
    public string Path { get; }

    /// <summary>Takes the target of a request apart; the first of equal parameters counts.</summary>
    public static AdminRequest Parse(string method, string target)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string[] parts = mark < 0 ? [] : target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        var query = parts.Select(part => part.Split('=', 2)).DistinctBy(part => part[0])
            .ToFrozenDictionary(part => WebUtility.UrlDecode(part[0]), part => part.Length == 2 ? WebUtility.UrlDecode(part[1]) : "", StringComparer.Ordinal);
        return new AdminRequest(method, mark < 0 ? target : target[..mark], query);
    }

    /// <summary>Whether the query names the parameter, with or without a value.</summary>
    public bool Has(string parameter) => query.ContainsKey(parameter);

    /// <summary>The parameter's value; null without one.</summary>
    public string? Value(string parameter) => query.GetValueOrDefault(parameter);
}
