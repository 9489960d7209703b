namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>One proxy with its backend, shared by the tests of a class that leave it as they found it.</summary>
public sealed class RunningProxy : IAsyncLifetime
{
    readonly PortReservation admin = new();
    readonly PortReservation listener = new();
    readonly EchoServer backend = new();
    ProxyProcess process = null!;

    public int Port => listener.Port;

    public int AdminPort => admin.Port;

    public int BackendPort => backend.Port;

    public async ValueTask InitializeAsync() =>
        process = await ProxyProcess.StartAsync(Bootstrap.Http(admin.Port, listener.Port, backend.Port), admin.Port, concurrency: 2);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        backend.Dispose();
        listener.Dispose();
        admin.Dispose();
    }
}
