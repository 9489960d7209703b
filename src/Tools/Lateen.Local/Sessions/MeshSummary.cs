using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lateen.Local.Metrics;
using Lateen.Local.State;

namespace Lateen.Local.Sessions;

/// <summary>The outcome of a mesh, for scripts: the last line of <c>lateen up --output json</c>.</summary>
public sealed record MeshSummary(bool Ready, string Gateway, IReadOnlyList<Edge> Edges)
{
    // Not for HTML: SPIFFE ids and addresses are to be read as they are.
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    internal static MeshSummary Of(MeshStatus status, IReadOnlyList<Edge> edges) => new(status.Ready, status.Gateway, edges);

    /// <summary>Whether all pods were ready and no request failed.</summary>
    [JsonIgnore]
    public bool IsGood => Ready && Edges.All(edge => edge.Errors == 0);

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
