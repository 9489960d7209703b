namespace Bookinfo;

/// <summary>echo: answers any request with what it received; header <c>x-echo-status</c> chooses the status.</summary>
internal static class Echo
{
    public static void Map(WebApplication app) => app.MapFallback(async (HttpContext context, Settings settings) =>
    {
        var bytes = 0;
        var buffer = new byte[16 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            bytes += read;
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var reply = new EchoReply(settings.PodName, context.Request.Method, context.Request.Path + context.Request.QueryString, headers, bytes);
        return Results.Json(reply, Json.Default.EchoReply, statusCode: Status(headers));
    });

    static int Status(Dictionary<string, string> headers) =>
        headers.TryGetValue("x-echo-status", out var text) && int.TryParse(text, out var status) && status is >= 200 and <= 599 ? status : StatusCodes.Status200OK;
}
