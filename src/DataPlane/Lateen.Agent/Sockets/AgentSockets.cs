using Lateen.Agent.Certificates;
using Lateen.Agent.Files;
using Lateen.Agent.Options;
using Lateen.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lateen.Agent.Sockets;

/// <summary>The Unix sockets that a proxy beside the agent asks: SDS for its secrets and XDS for its configuration.</summary>
public sealed class AgentSockets : IAsyncDisposable
{
    readonly List<WebApplication> servers;
    readonly FileSecrets files;

    AgentSockets(List<WebApplication> servers, FileSecrets files) => (this.servers, this.files) = (servers, files);

    /// <summary>Where SDS listens.</summary>
    public static string SecretSocket(AgentOptions options) => Path.Combine(Path.GetFullPath(options.StateDirectory), "SDS");

    /// <summary>Where ADS listens; the name is pilot-agent's.</summary>
    public static string DiscoverySocket(AgentOptions options) => Path.Combine(Path.GetFullPath(options.StateDirectory), "XDS");

    /// <summary>Opens both. The state folder is made with mode 0700: only the proxy's own user gets at the keys.</summary>
    public static async Task<AgentSockets> OpenAsync(
        AgentOptions options, CertificateSource certificates, TimeProvider time, Action<string> log, CancellationToken cancellation)
    {
        var files = new FileSecrets(time, log);
        SecretFile.PrepareFolder(options.StateDirectory);
        var secrets = Server(SecretSocket(options), services => services.AddSingleton(new SecretService(certificates, files, log)), app => app.MapGrpcService<SecretService>());
        var discovery = Server(DiscoverySocket(options), services => services.AddSingleton(new DiscoveryRelay(options, certificates, log)), app => app.MapGrpcService<DiscoveryRelay>());
        await secrets.StartAsync(cancellation);
        await discovery.StartAsync(cancellation);
        return new AgentSockets([secrets, discovery], files);
    }

    /// <summary>Closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync();
        files.Dispose();
    }

    static WebApplication Server(string socket, Action<IServiceCollection> register, Action<WebApplication> map)
    {
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        register(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        map(app);
        return app;
    }
}
