using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Pilot.Parts;

/// <summary>The access log in JSON: an object a line, with Istio's fields unless the mesh names others.</summary>
static class JsonAccessLog
{
    static readonly ImmutableArray<(string Name, string Command)> Fields =
    [
        ("start_time", "%START_TIME%"), ("route_name", "%ROUTE_NAME%"), ("method", "%REQ(:METHOD)%"), ("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
        ("protocol", "%PROTOCOL%"), ("response_code", "%RESPONSE_CODE%"), ("response_flags", "%RESPONSE_FLAGS%"),
        ("response_code_details", "%RESPONSE_CODE_DETAILS%"), ("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
        ("bytes_received", "%BYTES_RECEIVED%"), ("bytes_sent", "%BYTES_SENT%"), ("duration", "%DURATION%"),
        ("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"), ("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"),
        ("user_agent", "%REQ(USER-AGENT)%"), ("request_id", "%REQ(X-REQUEST-ID)%"), ("authority", "%REQ(:AUTHORITY)%"), ("upstream_host", "%UPSTREAM_HOST%"),
        ("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"), ("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"),
        ("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"), ("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"),
        ("requested_server_name", "%REQUESTED_SERVER_NAME%"), ("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"),
    ];

    /// <summary>The format; what the mesh wants must be a JSON object, otherwise Istio's fields are taken.</summary>
    public static SubstitutionFormatString Format(string wanted) => new() { JsonFormat = Parse(wanted) ?? Default(), JsonFormatOptions = new JsonFormatOptions() };

    static Struct? Parse(string wanted)
    {
        if (wanted.Length == 0)
            return null;
        try
        {
            return Struct.Parser.ParseJson(wanted);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static Struct Default()
    {
        var fields = new Struct();
        foreach (var (name, command) in Fields)
            fields.Fields[name] = Value.ForString(command);
        return fields;
    }
}
