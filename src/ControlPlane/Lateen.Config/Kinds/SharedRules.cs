using Google.Protobuf.WellKnownTypes;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>Rules that several kinds share. Each check returns whether all was well.</summary>
static class SharedRules
{
    /// <summary>A host name, a wildcard or an address.</summary>
    public static bool CheckHost(string host, string path, ObjectReport report)
    {
        if (IpText.TryParse(host, out _) || Hostname.IsValid(host, out var reason))
            return true;
        report.Error(path, $"{path}: the host \"{Quoting.Short(host)}\" {reason}");
        return false;
    }

    /// <summary>1 to 65535.</summary>
    public static bool CheckPort(uint port, string path, ObjectReport report)
    {
        if (port is > 0 and <= 65535)
            return true;
        report.Error(path, $"{path} must be a port from 1 to 65535, not {port}");
        return false;
    }

    /// <summary>Unset, or at least a millisecond, which is what proxies count in.</summary>
    public static void CheckTimeout(Duration? duration, string path, ObjectReport report)
    {
        if (duration is not null && duration.ToTimeSpan() < TimeSpan.FromMilliseconds(1))
            report.Error(path, $"{path} must be at least 1ms", duration.ToTimeSpan() == TimeSpan.Zero ? "leave it out for no limit" : "");
    }

    /// <summary>0 or more.</summary>
    public static void CheckNotNegative(long number, string path, ObjectReport report)
    {
        if (number < 0)
            report.Error(path, $"{path} must be 0 or more, not {number}");
    }

    /// <summary>An RFC 1123 label, as a subset's name must be because it becomes a part of a DNS name.</summary>
    public static bool CheckLabelName(string name, string path, ObjectReport report)
    {
        if (name.Length is > 0 and <= 63 && !name.Contains('.') && Hostname.IsValid(name, out _) && name != "*")
            return true;
        report.Error(path, name.Length == 0 ? $"{path} must not be empty" : $"{path} must be letters, digits and \"-\", at most 63, not \"{Quoting.Short(name)}\"");
        return false;
    }

    /// <summary>Namespaces, "." or "*"; "*" makes the others pointless.</summary>
    public static void CheckExportTo(IReadOnlyList<string> exportTo, string path, ObjectReport report)
    {
        for (var i = 0; i < exportTo.Count; i++)
        {
            var at = FieldPath.Item(path, i);
            if (exportTo[i] == "~")
                report.Error(at, $"{at} must not be \"~\"", "an object that nobody may see has no use: remove it");
            else if (exportTo[i] is not ("." or "*"))
                CheckLabelName(exportTo[i], at, report);
            if (exportTo.Take(i).Contains(exportTo[i]))
                report.Error(at, $"{at} \"{Quoting.Short(exportTo[i])}\" is there twice", "remove one of the two");
        }

        if (exportTo.Count > 1 && exportTo.Contains("*"))
            report.Error(path, $"{path} has \"*\" beside namespaces", "keep \"*\" alone, or remove it");
    }

    /// <summary>0 to 100.</summary>
    public static void CheckPercentage(double? value, string path, ObjectReport report)
    {
        if (value is < 0 or > 100)
            report.Error(path, $"{path} must be from 0 to 100, not {value}");
    }

    /// <summary>A regular expression that proxies can compile.</summary>
    public static void CheckRegex(string pattern, string path, ObjectReport report)
    {
        if (pattern.Length == 0)
            report.Error(path, $"{path} is an empty regular expression");
        else if (!Core.Re2.Re2Pattern.TryCompile(pattern, out _, out var reason))
            report.Error(path, $"{path} is no regular expression: {reason}", "expressions are RE2's");
    }

    /// <summary>An address or a network.</summary>
    public static void CheckNetwork(string text, string path, ObjectReport report)
    {
        if (!Cidr.TryParse(text, out _))
            report.Error(path, $"{path} must be an IP address or a network, not \"{Quoting.Short(text)}\"");
    }

    /// <summary>A token of RFC 9110, as a header's name must be.</summary>
    public static bool IsHeaderName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    /// <summary>A label's key and value, as Kubernetes has them.</summary>
    public static void CheckLabel(string key, string value, string path, ObjectReport report)
    {
        var name = key[(key.IndexOf('/') + 1)..];
        if (!IsLabelPart(name) || name.Length == 0)
            report.Error(FieldPath.Field(path, key), $"{path} has the label \"{Quoting.Short(key)}\", which is no label's name");
        if (!IsLabelPart(value))
            report.Error(FieldPath.Field(path, key), $"{path} has the value \"{Quoting.Short(value)}\", which is no label's value");
    }

    static bool IsLabelPart(string text) => text.Length == 0
        || text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>A Gateway as rules name it: <c>[namespace/]name</c>.</summary>
    public static void CheckGatewayName(string name, string path, ObjectReport report)
    {
        if (name.Length == 0 || name.Count(c => c == '/') > 1 || name.Split('/').Any(part => !Hostname.IsValid(part, out _)))
            report.Error(path, $"{path} must be a Gateway's name or namespace/name, not \"{Quoting.Short(name)}\"");
    }

    /// <summary>A protocol of a ServiceEntry's or Sidecar's port; none means that it is detected.</summary>
    public static void CheckProtocol(string protocol, string path, ObjectReport report)
    {
        if (protocol.Length > 0 && !Protocols.Contains(protocol.ToUpperInvariant()))
            report.Error(path, $"{path} must be one of {string.Join(", ", Protocols)}, not \"{Quoting.Short(protocol)}\"");
    }

    static readonly string[] Protocols =
        ["GRPC", "GRPC-WEB", "HBONE", "HTTP", "HTTP2", "HTTPS", "HTTP_PROXY", "MONGO", "MYSQL", "REDIS", "TCP", "TLS", "UDP"];

    /// <summary>Labels without wildcards.</summary>
    public static void CheckSelector(IReadOnlyDictionary<string, string>? selector, string path, ObjectReport report) =>
        CheckSelector(selector?.AsEnumerable(), path, report);

    /// <inheritdoc cref="CheckSelector(IReadOnlyDictionary{string, string}, string, ObjectReport)"/>
    public static void CheckSelector(IEnumerable<KeyValuePair<string, string>>? selector, string path, ObjectReport report)
    {
        foreach (var (key, value) in selector ?? [])
        {
            if (key.Length == 0)
                report.Error(path, $"{path} has a label without a name");
            if (key.Contains('*') || value.Contains('*'))
                report.Error(FieldPath.Field(path, key), $"{path} must not have wildcards", "name each label's exact value");
        }
    }
}
