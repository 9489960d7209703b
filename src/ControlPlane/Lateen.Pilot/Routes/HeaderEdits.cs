using Envoy.Config.Core.V3;
using Google.Protobuf.Collections;
using Istio.Networking.V1Alpha3;
using Append = Envoy.Config.Core.V3.HeaderValueOption.Types.HeaderAppendAction;

namespace Lateen.Pilot.Routes;

/// <summary>Header operations of a VirtualService as those of a route or of a weighted cluster.</summary>
static class HeaderEdits
{
    const string Authority = ":authority", Host = "host";

    /// <summary>Appends what an operations block sets and adds, sorted by name. What renames the host is left to <see cref="HostRewrite"/>.</summary>
    public static void Append(RepeatedField<HeaderValueOption> into, Headers.Types.HeaderOperations? operations)
    {
        if (operations is null)
            return;
        into.AddRange(Edits(operations.Set, Envoy.Config.Core.V3.HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd));
        into.AddRange(Edits(operations.Add, Envoy.Config.Core.V3.HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd));
    }

    /// <summary>Appends the names to remove, except those that the proxy needs.</summary>
    public static void Remove(RepeatedField<string> into, Headers.Types.HeaderOperations? operations) =>
        into.AddRange(operations?.Remove.Where(name => !IsInternal(name)) ?? []);

    /// <summary>The host that the block gives the request by setting or adding it as a header; set beats add.</summary>
    public static string? HostRewrite(Headers.Types.HeaderOperations? operations) =>
        operations is null ? null : HostIn(operations.Set) ?? HostIn(operations.Add);

    static string? HostIn(MapField<string, string> values) =>
        values.FirstOrDefault(entry => entry.Key.ToLowerInvariant() is Authority or Host).Value;

    static IEnumerable<HeaderValueOption> Edits(MapField<string, string> values, Append action) =>
        values.Where(entry => !IsInternal(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new HeaderValueOption { Header = new HeaderValue { Key = entry.Key, Value = entry.Value }, AppendAction = action });

    static bool IsInternal(string name) => name.StartsWith(':') || string.Equals(name, Host, StringComparison.OrdinalIgnoreCase);
}
