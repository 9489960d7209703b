using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bookinfo;

/// <summary>Asks another service of the sample, passing the trace headers on.</summary>
internal sealed class Upstream : IDisposable
{
    // The proxies measure and trace: .NET must not add trace headers of its own.
    readonly HttpClient http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    public void Dispose() => http.Dispose();

    /// <summary>GETs JSON.</summary>
    /// <returns>The value with 200; otherwise null, with the status that was answered, or 503 when nothing was.</returns>
    public async Task<(HttpStatusCode Status, T? Value)> Get<T>(Uri address, HttpContext context, JsonTypeInfo<T> shape, string? user = null)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        TraceHeaders.Copy(context.Request.Headers, request);
        if (user is not null)
            request.Headers.TryAddWithoutValidation("end-user", user);
        try
        {
            using var response = await http.SendAsync(request, context.RequestAborted);
            if (response.StatusCode != HttpStatusCode.OK)
                return (response.StatusCode, null);
            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            return (HttpStatusCode.OK, await JsonSerializer.DeserializeAsync(body, shape, context.RequestAborted));
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException or IOException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"GET {address}: {problem.Message}");
            return (HttpStatusCode.ServiceUnavailable, null);
        }
    }
}
