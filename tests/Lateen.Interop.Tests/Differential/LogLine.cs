using System.Text.Json.Nodes;

namespace Lateen.Interop.Tests.Differential;

/// <summary>A line of the access log.</summary>
/// <param name="Flags">Response flags.</param>
/// <param name="Details">Response code details.</param>
/// <param name="Metadata">What the RBAC filter left behind.</param>
sealed record LogLine(string Flags, string Details, IReadOnlyDictionary<string, string> Metadata)
{
    public static LogLine Of(string flags, string details, string metadata) => new(
        flags, details, metadata == "-" ? new Dictionary<string, string>() : JsonNode.Parse(metadata)!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
}
