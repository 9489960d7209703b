using System.Collections.Frozen;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using FilterConfig = Envoy.Config.Route.V3.FilterConfig;

namespace Lateen.Proxy.Config.Translation;

/// <summary>typed_per_filter_config -> each filter's own configuration of a route.</summary>
static class RouteFilterTranslator
{
    const string Wrapper = "envoy.config.route.v3.FilterConfig";

    public static FrozenDictionary<string, IRouteFilterConfig> Translate(MapField<string, Any> configs, FieldPath at)
    {
        if (configs.Count == 0)
            return FrozenDictionary<string, IRouteFilterConfig>.Empty;
        var read = new Dictionary<string, IRouteFilterConfig>();
        foreach (var (name, any) in configs)
        {
            if (Read(name, any, at[$"typed_per_filter_config[\"{name}\"]"]) is { } config)
                read[name] = config;
        }

        return read.ToFrozenDictionary();
    }

    static IRouteFilterConfig? Read(string name, Any any, FieldPath at)
    {
        if (TypedConfig.Open(any, at) is not { } config)
            return null;
        if (config.Message != Wrapper)
            return Read(name, config, optional: false, at);
        if (config.Read(FilterConfig.Parser, at) is not { } wrapper)
            return null;
        if (wrapper.Disabled)
            return DisabledRouteFilter.Instance;
        return TypedConfig.Open(wrapper.Config, at["config"]) is { } inner ? Read(name, inner, wrapper.IsOptional, at["config"]) : null;
    }

    static IRouteFilterConfig? Read(string name, TypedConfig config, bool optional, FieldPath at)
    {
        if (HttpFilterExtensions.FindRoute(config.Message) is { } extension)
            return extension.ReadRoute(config, at);
        if (!optional)
            at.Fail($"Didn't find a registered implementation for '{name}' with type URL: '{config.Message}'");
        return null;
    }

    sealed class DisabledRouteFilter : IRouteFilterConfig
    {
        public static DisabledRouteFilter Instance { get; } = new();

        public bool Disabled => true;
    }
}
