using System.Net;
using System.Net.Http;
using Lateen.Agent.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lateen.Agent.Health;

/// <summary>
/// The agent's own port (15020): <c>/healthz/ready</c>, <c>/stats/prometheus</c>, and from this machine alone <c>/drain</c> and <c>/quitquitquit</c>.
/// </summary>
sealed class StatusServer : IAsyncDisposable
{
    readonly WebApplication server;
    readonly EnvoyAdmin admin;
    readonly Action quit;
    volatile bool terminating;

    internal StatusServer(AgentOptions options, EnvoyAdmin admin, Action quit)
    {
        (this.admin, this.quit) = (admin, quit);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenAnyIP(options.StatusPort);
        });
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    internal Task StartAsync(CancellationToken cancellation) => server.StartAsync(cancellation);

    /// <summary>From now on the pod is not ready: it is about to go.</summary>
    internal void Terminating() => terminating = true;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/healthz/ready") => ReadyAsync(context),
        ("GET", "/stats/prometheus") => MetricsAsync(context),
        ("POST", "/drain") when IsLocal(context) => DrainAsync(context),
        ("POST", "/quitquitquit") when IsLocal(context) => QuitAsync(context),
        (_, "/drain" or "/quitquitquit") => ReplyAsync(context, IsLocal(context) ? 405 : 403, "only POST from this machine\n"),
        _ => ReplyAsync(context, 404, "not found\n"),
    };

    async Task ReadyAsync(HttpContext context)
    {
        var missing = terminating ? "the pod is terminating" : await admin.WhyNotReadyAsync(context.RequestAborted);
        await ReplyAsync(context, missing is null ? 200 : 503, missing is null ? "" : missing + "\n");
    }

    async Task MetricsAsync(HttpContext context)
    {
        try
        {
            await ReplyAsync(context, 200, await admin.PrometheusAsync(context.RequestAborted));
        }
        catch (HttpRequestException)
        {
            await ReplyAsync(context, 503, "the proxy's admin port does not answer\n");
        }
    }

    async Task DrainAsync(HttpContext context)
    {
        await admin.DrainAsync(context.RequestAborted);
        await ReplyAsync(context, 200, "OK");
    }

    async Task QuitAsync(HttpContext context)
    {
        await ReplyAsync(context, 200, "OK");
        quit();
    }

    static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    static Task ReplyAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=UTF-8";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
