using System.Text.Json;
using System.Text.Json.Nodes;
using Lateen.Agent.Options;
using Lateen.Net;

namespace Lateen.ProxyApp.Sidecar;

/// <summary>
/// Reads <c>{"own": "127.1.2.1", "application": "127.1.2.2", "captures": [{"listen": "127.1.2.20:3306", "port": 15001, "destination": "127.1.0.20:3306"}]}</c>,
/// which <c>lateen up</c> writes where pods have no networks of their own.
/// </summary>
static class PodAddressesFile
{
    /// <summary>Null without a file.</summary>
    /// <exception cref="OptionsException">It can't be read, or says something else.</exception>
    public static PodAddresses? Read(string? path)
    {
        if (path is null)
            return null;
        try
        {
            return Parse(JsonNode.Parse(File.ReadAllText(path)) ?? throw new FormatException("it is empty"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException)
        {
            throw new OptionsException($"--pod-addresses {path}: {problem.Message}");
        }
    }

    static PodAddresses Parse(JsonNode file) => new()
    {
        Own = Address(file, "own"),
        Application = Address(file, "application"),
        Captures = [.. (file["captures"]?.AsArray() ?? []).Select(capture => Capture(capture ?? throw new FormatException("a capture is null")))],
    };

    static CapturedAddress Capture(JsonNode capture) => new(EndPoint(capture, "listen"), Port(capture), EndPoint(capture, "destination"));

    static ushort Port(JsonNode capture) => capture["port"] is JsonValue value && value.TryGetValue<ushort>(out ushort port) && port > 0
        ? port : throw new FormatException("port must be a number from 1 to 65535");

    static NetAddress Address(JsonNode node, string name) => NetAddress.TryParse(Text(node, name), 0, out var address)
        ? address : throw new FormatException($"{name} must be an IP address");

    static NetAddress EndPoint(JsonNode node, string name) => NetAddress.TryParse(Text(node, name), out var address)
        ? address : throw new FormatException($"{name} must be an IP address and a port");

    static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";
}
