using System.Net;

namespace Bookinfo;

/// <summary>Runs one HTTP service until SIGTERM.</summary>
internal static class Server
{
    public static async Task Run(Settings settings, Action<WebApplication> map)
    {
        // Empty: the usual builder watches configuration files below the working folder, and these services have none.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.Address == "*")
                kestrel.ListenAnyIP(settings.Port);
            else
                kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port);
        });
        builder.Services.AddRoutingCore().AddSingleton(settings);
        builder.Services.AddSingleton<Upstream>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Text("healthy\n"));
        map(app);
        await app.RunAsync();
    }
}
