using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Config;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Pilot.Push;
using Lateen.Testing;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests.Rigs;

/// <summary>Pilot over objects in memory, with a clock that tests move.</summary>
sealed class PilotRig : IDisposable
{
    public PilotRig(string yaml)
    {
        Store.Replace(Read(yaml));
        Source = new PilotSource(Store, Time, PushOptions.Local);
    }

    public MemoryConfigStore Store { get; } = new();

    public ManualTime Time { get; } = new();

    public PilotSource Source { get; }

    /// <summary>How often clients were told of changes.</summary>
    public int Notices { get; private set; }

    public static ReadResult Read(string yaml)
    {
        var result = ConfigReader.Read("in.yaml", yaml, "default");
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        return errors.Length == 0 ? result : throw new InvalidOperationException(string.Join('\n', errors.Select(error => error.ToString())));
    }

    /// <summary>Opens a client's view.</summary>
    /// <param name="id">Node id.</param>
    /// <param name="metadata">Further node metadata, as JSON.</param>
    /// <param name="agent">user_agent_name.</param>
    /// <param name="extensions">Names in node.extensions.</param>
    public IXdsView Open(string id, string metadata = "{}", string agent = "envoy", params string[] extensions)
    {
        var node = new Node { Id = id, UserAgentName = agent, Metadata = Struct.Parser.ParseJson(metadata) };
        node.Extensions.AddRange(extensions.Select(name => new Extension { Name = name }));
        return Open(node, []);
    }

    /// <summary>Opens the view of a client that has proved its identities.</summary>
    public IXdsView Open(string id, IReadOnlyList<string> identities) => Open(new Node { Id = id, UserAgentName = "envoy", Metadata = new Struct() }, identities);

    IXdsView Open(Node node, IReadOnlyList<string> identities)
    {
        var opening = Source.Open(new XdsPeer(node.Id, node, identities, "test", Delta: true), () => Notices++);
        return opening.View ?? throw new InvalidOperationException(opening.Refusal.Detail);
    }

    /// <summary>Replaces or adds the objects of a manifest and lets the push happen.</summary>
    public void Change(string yaml)
    {
        Store.Apply(Read(yaml).Objects);
        Time.Advance(PushOptions.Local.Quiet);
    }

    /// <summary>Removes an object and lets the push happen.</summary>
    public void Remove(ResourceKind kind, string name)
    {
        Store.Apply([], [new ObjectRef(kind.Name, "default", name)]);
        Time.Advance(PushOptions.Local.Quiet);
    }

    public void Dispose() => Source.Dispose();
}
