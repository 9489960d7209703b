using System.Net.Sockets;
using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Grpc.Net.Client;

namespace Lateen.ProxyApp.Envoy;

/// <summary>Where a gRPC service of the bootstrap is: the first endpoint of a static cluster, HTTP/2 without TLS (Istio's agent on a Unix socket).</summary>
sealed record GrpcAddress(string? Pipe, string Host, int Port)
{
    /// <summary>The address of a cluster; null and a reason when the bootstrap doesn't say it.</summary>
    public static GrpcAddress? Of(Bootstrap bootstrap, string cluster, out string error)
    {
        error = "";
        Cluster? found = bootstrap.StaticResources?.Clusters.FirstOrDefault(candidate => candidate.Name == cluster);
        Address? address = found?.LoadAssignment?.Endpoints.SelectMany(locality => locality.LbEndpoints).FirstOrDefault()?.Endpoint?.Address;
        switch (address?.AddressCase)
        {
            case Address.AddressOneofCase.Pipe:
                return new GrpcAddress(address.Pipe.Path, "localhost", 0);
            case Address.AddressOneofCase.SocketAddress:
                return new GrpcAddress(null, address.SocketAddress.Address, (int)address.SocketAddress.PortValue);
            default:
                error = found is null ? $"there is no static cluster {cluster}" : $"static cluster {cluster} has no address";
                return null;
        }
    }

    /// <summary>Opens a channel; the caller disposes it.</summary>
    public GrpcChannel Open()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true };
        if (Pipe is not null)
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(Pipe, cancellation);
        string target = Pipe is not null ? "http://localhost" : $"http://{Host}:{Port}";
        return GrpcChannel.ForAddress(target, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
    }

    static async ValueTask<Stream> ConnectAsync(string pipe, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(pipe), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
