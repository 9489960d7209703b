namespace Lateen.Net.Http;

/// <summary>The protocol of one side of a stream.</summary>
public enum HttpProtocol : byte
{
    Http10,
    Http11,
    Http2,
}

/// <summary>How protocols are written in logs and on the wire.</summary>
public static class HttpProtocolNames
{
    /// <summary>As the access log's %PROTOCOL% prints it.</summary>
    public static string Name(this HttpProtocol protocol) => protocol switch
    {
        HttpProtocol.Http10 => "HTTP/1.0",
        HttpProtocol.Http11 => "HTTP/1.1",
        _ => "HTTP/2",
    };
}
