namespace Lateen.Proxy.Workers;

/// <summary>Errors of connecting in Envoy's words.</summary>
static class ConnectErrorText
{
    public static string Of(int errno) => errno switch
    {
        0 => "delayed connect error",
        13 => "delayed connect error: Permission denied",
        24 => "delayed connect error: Too many open files",
        99 => "delayed connect error: Cannot assign requested address",
        101 => "delayed connect error: Network is unreachable",
        104 => "delayed connect error: Connection reset by peer",
        110 => "delayed connect error: Connection timed out",
        111 => "delayed connect error: Connection refused",
        113 => "delayed connect error: No route to host",
        _ => $"delayed connect error: {errno}",
    };
}
