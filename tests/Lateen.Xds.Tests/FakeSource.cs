using Envoy.Config.Core.V3;
using Google.Protobuf;
using Lateen.Xds.Server;

namespace Lateen.Xds.Tests;

/// <summary>A mutable set of resources, served through views that stay at their revision.</summary>
sealed class FakeSource
{
    SortedDictionary<(string TypeUrl, string Name), XdsResource> current = [];
    int revision;

    public int Revision => revision;

    public IReadOnlyDictionary<(string TypeUrl, string Name), XdsResource> Current => current;

    public void Set(string typeUrl, string name, string content = "x") => Edit(set => set[(typeUrl, name)] = Make(typeUrl, name, content));

    public void Remove(string typeUrl, string name) => Edit(set => set.Remove((typeUrl, name)));

    public void Edit(Action<SortedDictionary<(string TypeUrl, string Name), XdsResource>> edit)
    {
        var next = new SortedDictionary<(string TypeUrl, string Name), XdsResource>(current);
        edit(next);
        current = next;
        revision++;
    }

    /// <summary>A message with the name in field 1 and some content in field 2.</summary>
    public static XdsResource Make(string typeUrl, string name, string content)
    {
        var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(name);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString(content);
        }

        return new XdsResource(typeUrl, name, ByteString.CopyFrom(stream.ToArray()));
    }

    public IXdsView Open() => new FakeView(this);

    sealed class FakeView(FakeSource source) : IXdsView
    {
        readonly HashSet<string> all = [];
        readonly HashSet<(string, string)> names = [];
        SortedDictionary<(string TypeUrl, string Name), XdsResource> pinned = source.current;
        int revision = source.revision;

        public string Revision => $"r{revision}";

        public bool Serves(string typeUrl) => !typeUrl.EndsWith("Unserved", StringComparison.Ordinal);

        public void SubscribeAll(string typeUrl) => all.Add(typeUrl);

        public void UnsubscribeAll(string typeUrl) => all.Remove(typeUrl);

        public void Subscribe(string typeUrl, string name) => names.Add((typeUrl, name));

        public void Unsubscribe(string typeUrl, string name) => names.Remove((typeUrl, name));

        public IReadOnlyList<XdsResource> All(string typeUrl) =>
            [.. pinned.Where(pair => pair.Key.TypeUrl == typeUrl).Select(pair => pair.Value)];

        public XdsResource? Find(string typeUrl, string name) => pinned.GetValueOrDefault((typeUrl, name));

        public IReadOnlyList<XdsTypeDelta> Advance()
        {
            var before = pinned;
            (pinned, revision) = (source.current, source.revision);
            var changed = pinned.Where(pair => Sees(pair.Key) && !pair.Value.Equals(before.GetValueOrDefault(pair.Key))).ToLookup(pair => pair.Key.TypeUrl, pair => pair.Value);
            var removed = before.Keys.Where(key => Sees(key) && !pinned.ContainsKey(key)).ToLookup(key => key.TypeUrl, key => key.Name);
            return
            [
                .. changed.Select(group => group.Key).Union(removed.Select(group => group.Key))
                    .Select(type => new XdsTypeDelta(type, [.. changed[type]], [.. removed[type]])),
            ];
        }

        public void Dispose()
        {
        }

        bool Sees((string TypeUrl, string Name) key) => all.Contains(key.TypeUrl) || names.Contains(key);
    }
}
