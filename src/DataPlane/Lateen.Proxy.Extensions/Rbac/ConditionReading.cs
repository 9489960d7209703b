using Envoy.Config.Core.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Path.Match.UriTemplate.V3;
using Envoy.Type.Matcher.V3;
using Lateen.Core;
using Lateen.Core.Re2;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using HeaderMatcher = Envoy.Config.Route.V3.HeaderMatcher;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Reads the conditions that permissions and principals share. What is wrong becomes a condition that never holds, in a resource that is refused.</summary>
static class ConditionReading
{
    static readonly RbacCondition Never = new RbacCondition.Always(false);

    public static RbacCondition Header(HeaderMatcher matcher, FieldPath at) => new RbacCondition.Header(new[] { matcher }.Read(at, "header")[0]);

    public static RbacCondition Path(PathMatcher matcher, FieldPath at) =>
        matcher.Path is { } path ? new RbacCondition.UrlPath(path.Read(at["path"])) : Unsupported("a path matcher without a path", at);

    public static RbacCondition Template(TypedExtensionConfig extension, FieldPath at)
    {
        if (TypedConfig.Open(extension.TypedConfig, at["typed_config"]) is not { } config)
            return Never;
        if (config.Message != "envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig")
            return Unsupported($"the path matcher {config.Message}", at);
        if (config.Read(UriTemplateMatchConfig.Parser, at["typed_config"]) is not { } template)
            return Never;
        if (UriTemplatePattern.TryTranslate(template.PathTemplate, out var expression, out var error) && Re2Pattern.TryCompile(expression, out var pattern, out error))
            return new RbacCondition.UriTemplate(template.PathTemplate, pattern);
        at["typed_config"]["path_template"].Fail(error);
        return Never;
    }

    public static RbacCondition Address(AddressKind kind, CidrRange range, FieldPath at)
    {
        if (Cidr.TryParse($"{range.AddressPrefix}/{range.PrefixLen ?? 0}", out var network))
            return new RbacCondition.Address(kind, network);
        at.Fail($"\"{range.AddressPrefix}/{range.PrefixLen ?? 0}\" is no network");
        return Never;
    }

    public static RbacCondition Sourced(SourcedMetadata metadata, FieldPath at)
    {
        if (metadata.MetadataSource == MetadataSource.Route)
            return Unsupported("metadata of routes", at["metadata_source"]);
        return new RbacCondition.Found(metadata.MetadataMatcher.Read(at["metadata_matcher"]));
    }

    public static RbacCondition Unsupported(string what, FieldPath at)
    {
        at.FailUnsupported(what);
        return Never;
    }
}
