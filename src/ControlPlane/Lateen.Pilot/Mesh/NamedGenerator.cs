using Google.Protobuf;
using Lateen.Graph;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>A generator of named resources whose clients share what is equal for them.</summary>
/// <typeparam name="TAspect">The part of a client's aspects that decides the resources.</typeparam>
sealed class NamedGenerator<TAspect> : INamedGenerator where TAspect : notnull
{
    readonly Derived<(TAspect, string), XdsResource?> resources;
    readonly Func<ProxyAspects, TAspect> aspectOf;
    readonly Func<ProxyType, bool> serves;

    /// <param name="graph">Where results are kept.</param>
    /// <param name="typeUrl">The type.</param>
    /// <param name="serves">Which clients.</param>
    /// <param name="aspectOf">What of a client decides.</param>
    /// <param name="make">Makes the resource of a name, or null.</param>
    public NamedGenerator(
        DependencyGraph graph, string typeUrl, Func<ProxyType, bool> serves, Func<ProxyAspects, TAspect> aspectOf,
        Func<IGraphReader, TAspect, string, Emitter, IMessage?> make)
    {
        TypeUrl = typeUrl;
        this.serves = serves;
        this.aspectOf = aspectOf;
        resources = graph.Derive<(TAspect, string), XdsResource?>(XdsTypes.ShortName(typeUrl), (reader, key) =>
        {
            var emitter = new Emitter();
            return make(reader, key.Item1, key.Item2, emitter) is { } message ? Finish(reader, key.Item2, message, emitter) : null;
        });
    }

    public string TypeUrl { get; }

    public bool Serves(ProxyType client) => serves(client);

    public Observer<XdsResource?> Observe(DependencyGraph graph, ProxyAspects aspects, string name) =>
        graph.Observe(resources, (aspectOf(aspects), name));

    static XdsResource Finish(IGraphReader reader, string name, IMessage message, Emitter emitter)
    {
        emitter.Finish(reader, name, message);
        return XdsResource.Of(name, message);
    }
}
