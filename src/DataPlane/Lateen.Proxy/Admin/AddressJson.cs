using System.Text.Json;
using Lateen.Net;

namespace Lateen.Proxy.Admin;

/// <summary>envoy.config.core.v3.Address as JSON.</summary>
internal static class AddressJson
{
    public static void Write(Utf8JsonWriter json, in NetAddress address)
    {
        json.WriteStartObject();
        switch (address.Kind)
        {
            case AddressFamilyKind.Unix:
                json.WriteStartObject("pipe");
                json.WriteString("path", address.Name);
                break;
            case AddressFamilyKind.Internal:
                json.WriteStartObject("envoy_internal_address");
                json.WriteString("server_listener_name", address.Name);
                break;
            default:
                json.WriteStartObject("socket_address");
                json.WriteString("address", address.IpText);
                json.WriteNumber("port_value", address.Port);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
