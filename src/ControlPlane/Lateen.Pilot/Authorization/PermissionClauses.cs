using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Path.Match.UriTemplate.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Pilot.Parts;

namespace Lateen.Pilot.Authorization;

/// <summary>Attributes of where a request goes as Envoy's permissions.</summary>
static class PermissionClauses
{
    const string OneSegment = "{*}", Rest = "{**}";

    /// <summary>A permission that has one of the values; null when there is none for the attribute, or not where only bytes are seen.</summary>
    public static Permission? AnyOf(string key, IReadOnlyList<string> values, bool isTcp, bool isUpstream)
    {
        if (isTcp && key is Attributes.Host or Attributes.Method or Attributes.Path)
            return null;
        if (key.StartsWith(Attributes.EnvoyFilters, StringComparison.Ordinal))
            return OfEnvoyFilter(key["experimental.".Length..], values, isUpstream);
        var each = values.Select(value => Of(key, value)).OfType<Permission>().ToArray();
        return each.Length == 0 ? null : new Permission { OrRules = new Permission.Types.Set { Rules = { each } } };
    }

    static Permission? Of(string key, string value) => key switch
    {
        Attributes.Host => new Permission { Header = Patterns.Header(key, value, ignoreCase: true) },
        Attributes.Method => new Permission { Header = Patterns.Header(key, value) },
        Attributes.Path => OfPath(value),
        Attributes.DestinationPort => uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new Permission { DestinationPort = port } : null,
        Attributes.DestinationIp => CidrRanges.AsWritten(value) is { } range ? new Permission { DestinationIp = range } : null,
        Attributes.ServerName => new Permission { RequestedServerName = Patterns.Text(value) },
        _ => null,
    };

    static Permission OfPath(string value)
    {
        if (!value.Contains(OneSegment, StringComparison.Ordinal) && !value.Contains(Rest, StringComparison.Ordinal))
            return new Permission { UrlPath = new PathMatcher { Path = Patterns.Text(value) } };
        var template = new UriTemplateMatchConfig { PathTemplate = value.Replace(OneSegment, "*", StringComparison.Ordinal).Replace(Rest, "**", StringComparison.Ordinal) };
        return new Permission { UriTemplate = new TypedExtensionConfig { Name = "uri-template", TypedConfig = Any.Pack(template) } };
    }

    /// <summary>What a filter has left in metadata: a text, or, written in brackets, an item of a list.</summary>
    static Permission? OfEnvoyFilter(string key, IReadOnlyList<string> values, bool isUpstream)
    {
        var open = key.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || !key.EndsWith(']'))
            return null;
        var matched = MetadataMatchers.AnyOf([.. values.Select(value => value is ['[', .., ']']
            ? MetadataMatchers.InList(new ValueMatcher { StringMatch = Patterns.Text(value.Trim('[', ']')) })
            : new ValueMatcher { StringMatch = Patterns.Text(value) })]);
        var matcher = MetadataMatchers.Of(key[..open], [key[(open + 1)..^1]], matched);
#pragma warning disable CS0612 // Istio still writes the field that Envoy's sourced_metadata replaces.
        return isUpstream ? new Permission { SourcedMetadata = new SourcedMetadata { MetadataMatcher = matcher } } : new Permission { Metadata = matcher };
#pragma warning restore CS0612
    }
}
