using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Containers;

/// <summary>Asks a pod, as a kubelet would, whether it can serve: its proxy's own answer, and its containers' ports or HTTP probes.</summary>
internal sealed class ReadinessProbe : IDisposable
{
    const int ProxyStatusPort = 15021;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly PodPlan pod;
    readonly HttpClient http;
    readonly ISandbox sandbox;

    public ReadinessProbe(PodPlan pod, ISandbox sandbox)
    {
        (this.pod, this.sandbox) = (pod, sandbox);
        // From inside the pod, or interception would send the question to the proxy instead of the application.
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (to, cancel) => Connect(IPAddress.Parse(to.DnsEndPoint.Host), to.DnsEndPoint.Port, cancel), UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Patience,
        };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Probes once.</summary>
    /// <returns>Why the pod is not ready; empty when it is.</returns>
    public async Task<string> Check(CancellationToken cancel)
    {
        if (pod.HasProxy && await Get(pod.Address, ProxyStatusPort, "/healthz/ready", cancel) is { Length: > 0 } proxy)
            return $"{ContainerPlan.ProxyName} is not ready: {proxy}";
        foreach (var container in pod.Spec.Containers)
            if (await CheckContainer(container, cancel) is { Length: > 0 } reason)
                return $"{container.Name} is not ready: {reason}";
        return "";
    }

    async Task<string> CheckContainer(V1Container container, CancellationToken cancel)
    {
        if (container.ReadinessProbe?.HttpGet is { } probe && PortOf(probe.Port, container) is { } port)
            return await Get(pod.ApplicationAddress, port, probe.Path ?? "/", cancel);
        foreach (var declared in container.Ports ?? [])
            if (declared.Protocol is null or "TCP" && !await IsOpen(declared.ContainerPort, cancel))
                return $"port {declared.ContainerPort} is closed";
        return "";
    }

    static int? PortOf(IntOrString port, V1Container container) =>
        int.TryParse(port.Value, out var number) ? number : container.Ports?.FirstOrDefault(declared => declared.Name == port.Value)?.ContainerPort;

    async Task<string> Get(IPAddress address, int port, string path, CancellationToken cancel)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"http://{address}:{port}{path}"), HttpCompletionOption.ResponseHeadersRead, cancel);
            return response.IsSuccessStatusCode ? "" : $"GET :{port}{path} answers {(int)response.StatusCode}";
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return $"GET :{port}{path} is not answered";
        }
    }

    async Task<bool> IsOpen(int port, CancellationToken cancel)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            await using var stream = await Connect(pod.Role == ProxyRole.Router ? pod.Address : pod.ApplicationAddress, port, limit.Token);
            return true;
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    async ValueTask<Stream> Connect(IPAddress address, int port, CancellationToken cancel)
    {
        var socket = await sandbox.Dial(pod);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
