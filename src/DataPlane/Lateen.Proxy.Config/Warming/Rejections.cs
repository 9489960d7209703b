using System.Text;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Which resources of an update were refused, and why.</summary>
sealed class Rejections(string what)
{
    readonly List<string> _reasons = [];

    /// <summary>Accepted, or the text of the NACK: as Envoy writes it, with every reason.</summary>
    public XdsVerdict Verdict => _reasons.Count == 0
        ? XdsVerdict.Accepted
        : XdsVerdict.Rejected($"Error adding/updating {what} {string.Join('\n', _reasons)}");

    /// <summary>Refuses one resource.</summary>
    public void Add(string name, string reason) => _reasons.Add($"{name}: {reason}");
}
