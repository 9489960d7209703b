using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Mesh;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Testing;
using Lateen.Xds;

namespace Lateen.Pilot.Tests;

/// <summary>
/// Every named part of every resource of every golden case says where it comes from, and names only what the client depends on: what its resource
/// was computed from, or what decided which resource it shares.
/// </summary>
public sealed class AttributionTests
{
    [Theory]
    [MemberData(nameof(GoldenCasesTests.Cases), MemberType = typeof(GoldenCasesTests))]
    public void Every_named_part_names_objects_that_it_depends_on(string name)
    {
        var yaml = File.ReadAllText(Repository.PathOf($"tests/Lateen.Pilot.Tests/cases/{name}/in.yaml"));
        using var rig = new PilotRig(yaml);
        var mesh = rig.Source.Mesh;
        var checkedParts = 0;
        foreach (var id in new[] { Meshes.ProductpageNode, "router~10.0.0.9~istio-ingressgateway.istio-system~istio-system.svc.cluster.local" })
        {
            Assert.True(ProxyNode.TryRead(new Envoy.Config.Core.V3.Node { Id = id }, out var node, out _));
            using var aspects = mesh.Observe(node);
            checkedParts += CheckSet<Cluster>(mesh, aspects, XdsTypes.Cluster) + CheckSet<Listener>(mesh, aspects, XdsTypes.Listener);
            foreach (var routes in RouteNames(mesh, aspects.Value))
                checkedParts += CheckNamed<RouteConfiguration>(mesh, aspects, XdsTypes.RouteConfiguration, routes);
        }

        Assert.True(checkedParts > 20, $"only {checkedParts} parts");
    }

    static int CheckSet<T>(MeshGraph mesh, Observer<ProxyAspects> aspects, string type) where T : IMessage<T>, new()
    {
        using var observer = mesh.Graph.Observe(((ISetGenerator)mesh.GeneratorOf(type, aspects.Value.Outbound.Type)!).SetFor(aspects.Value));
        return observer.Entries.Sum(entry =>
            Check<T>(entry.Value.Resource, observer.AttributionsOf(entry.Key), observer.SourcesOf(entry.Key).Union(aspects.Sources)));
    }

    static int CheckNamed<T>(MeshGraph mesh, Observer<ProxyAspects> aspects, string type, string name) where T : IMessage<T>, new()
    {
        using var observer = ((INamedGenerator)mesh.GeneratorOf(type, aspects.Value.Outbound.Type)!).Observe(mesh.Graph, aspects.Value, name);
        return Check<T>(observer.Value!, observer.Attributions, observer.Sources.Union(aspects.Sources));
    }

    static int Check<T>(XdsResource resource, IReadOnlyList<Lateen.Graph.Attribution> attributions, IEnumerable<ObjectRef> dependencies)
        where T : IMessage<T>, new()
    {
        var parts = NamedParts.Of(resource.Any.Unpack<T>(), NamedParts.OpenPacked).Select(part => NamedParts.Name(resource.Name, part.Path)).ToArray();
        var own = attributions.Where(attribution => attribution.Part == resource.Name || attribution.Part.StartsWith(resource.Name + "|", StringComparison.Ordinal)).ToArray();
        Assert.Empty(parts.Except(own.Select(attribution => attribution.Part)));
        Assert.All(own, attribution => Assert.NotEmpty(attribution.Sources));
        var named = own.SelectMany(attribution => attribution.Sources).Select(source => source.Object).Distinct();
        Assert.Empty(named.Except(dependencies));
        return parts.Length;
    }

    static IEnumerable<string> RouteNames(MeshGraph mesh, ProxyAspects aspects)
    {
        using var observer = mesh.Graph.Observe(((ISetGenerator)mesh.GeneratorOf(XdsTypes.Listener, aspects.Outbound.Type)!).SetFor(aspects));
        return [.. observer.Entries.Values
            .SelectMany(entry => entry.Resource.Any.Unpack<Listener>().FilterChains).SelectMany(chain => chain.Filters)
            .Where(filter => filter.TypedConfig.Is(HttpConnectionManager.Descriptor))
            .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName)
            .OfType<string>().Distinct()];
    }
}
