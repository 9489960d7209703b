using System.Net;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>Asks an admin port.</summary>
static class Admin
{
    /// <summary>The body of a page, whatever its status.</summary>
    public static async Task<string> GetAsync(int port, string path) => (await SendAsync(HttpMethod.Get, port, path)).Body;

    public static async Task<(HttpStatusCode Status, string Body, string? ContentType)> SendAsync(HttpMethod method, int port, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{port}{path}"));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, body, response.Content.Headers.ContentType?.ToString());
    }

    /// <summary>Null while nobody answers.</summary>
    public static async Task<string?> TryGetAsync(int port, string path)
    {
        try
        {
            return await GetAsync(port, path);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The value of one counter or gauge; 0 where it does not exist.</summary>
    public static long Value(string stats, string name) => stats.Split('\n')
        .Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal))
        .Select(line => long.Parse(line[(name.Length + 2)..], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
}
