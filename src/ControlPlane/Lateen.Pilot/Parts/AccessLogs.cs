using Envoy.Config.Accesslog.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.AccessLoggers.File.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Parts;

/// <summary>Access logs as MeshConfig asks for them.</summary>
static class AccessLogs
{
    const string Name = "envoy.access_loggers.file";

    const string DefaultFormat =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% "
        + "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT% "
        + "%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" "
        + "\"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% "
        + "%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

    /// <summary>The log of requests or of TCP connections; none when the mesh has no log.</summary>
    public static IEnumerable<AccessLog> OfTraffic(MeshOptions mesh)
    {
        if (mesh.AccessLogFile.Length > 0)
            yield return Log(mesh);
    }

    /// <summary>The log of connections that no filter chain takes.</summary>
    public static IEnumerable<AccessLog> OfRefusedConnections(MeshOptions mesh)
    {
        if (mesh.AccessLogFile.Length == 0 || mesh.Config.DisableEnvoyListenerLog)
            yield break;
        var log = Log(mesh);
        log.Filter = new AccessLogFilter
        {
            ResponseFlagFilter = new ResponseFlagFilter { Flags = { ResponseFlag.NoRouteFound.Short() } },
        };
        yield return log;
    }

    static AccessLog Log(MeshOptions mesh) => new()
    {
        Name = Name,
        TypedConfig = Any.Pack(new FileAccessLog
        {
            Path = mesh.AccessLogFile,
            LogFormat = mesh.Config.AccessLogEncoding == Istio.Mesh.V1Alpha1.MeshConfig.Types.AccessLogEncoding.Json ? JsonAccessLog.Format(mesh.Config.AccessLogFormat)
                : new SubstitutionFormatString { TextFormatSource = new DataSource { InlineString = Format(mesh.Config.AccessLogFormat) } },
        }),
    };

    static string Format(string wanted) => wanted.Length == 0 ? DefaultFormat : wanted.EndsWith('\n') ? wanted : wanted + "\n";
}
