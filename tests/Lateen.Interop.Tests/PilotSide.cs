using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Pilot.Push;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Interop.Tests;

/// <summary>Our control plane over a manifest, asked as a client asks.</summary>
sealed class PilotSide : IDisposable
{
    readonly PilotSource source;

    public PilotSide(string yaml)
    {
        var store = new MemoryConfigStore();
        var read = ConfigReader.Read("objects.yaml", yaml, "default");
        Assert.DoesNotContain(read.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        store.Replace(read);
        source = new PilotSource(store, TimeProvider.System, PushOptions.Local);
    }

    public Func<string, IReadOnlyList<string>, Task<IReadOnlyList<Any>>> As(Node node, params IReadOnlyList<string> identities)
    {
        var view = source.Open(new XdsPeer(node.Id, node, identities, "test", false), () => { }).View!;
        return (type, names) => Task.FromResult(Answer(view, type, names));
    }

    public void Dispose() => source.Dispose();

    static IReadOnlyList<Any> Answer(IXdsView view, string type, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
            return [.. names.Select(name => view.Find(type, name)).OfType<XdsResource>().Select(resource => resource.Any)];
        view.SubscribeAll(type);
        return [.. view.All(type).Select(resource => resource.Any)];
    }
}
