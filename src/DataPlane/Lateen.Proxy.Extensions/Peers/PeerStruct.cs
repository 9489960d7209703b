using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Extensions.Reading;

namespace Lateen.Proxy.Extensions.Peers;

/// <summary>Peer data as Istio's proxies exchange it: a Struct of fixed keys.</summary>
public static class PeerStruct
{
    const string CanonicalNameLabel = "service.istio.io/canonical-name";
    const string CanonicalRevisionLabel = "service.istio.io/canonical-revision";

    /// <summary>Bytes of an encoded Struct that are looked at; more is not peer data.</summary>
    public const int MaxBytes = 64 * 1024;

    static readonly string[] LabelsTold = ["app", CanonicalNameLabel, CanonicalRevisionLabel, "version"];

    /// <summary>What this proxy tells of itself.</summary>
    public static Struct Of(LocalNode node, IEnumerable<string> additionalLabels)
    {
        var told = new Struct();
        Put(told, "NAME", node.Name);
        Put(told, "NAMESPACE", node.Namespace);
        Put(told, "WORKLOAD_NAME", node.WorkloadName);
        Put(told, "CLUSTER_ID", node.ClusterId);
        Put(told, "OWNER", node.Owner);
        var labels = new Struct();
        foreach (var label in LabelsTold.Concat(additionalLabels))
            Put(labels, label, node.Labels.GetValueOrDefault(label, ""));
        if (labels.Fields.Count > 0)
            told.Fields["LABELS"] = Value.ForStruct(labels);
        return told;
    }

    /// <summary>The bytes, keys in order: equal data has equal bytes.</summary>
    public static byte[] Encode(IMessage message)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true) { Deterministic = true })
            message.WriteTo(output);
        return bytes.ToArray();
    }

    /// <summary>The peer that some bytes tell of; null when they are not a Struct.</summary>
    public static WorkloadPeer? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return null;
        try
        {
            return Read(Struct.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The peer that a Struct tells of.</summary>
    public static WorkloadPeer Read(Struct told)
    {
        var labels = told.Fields.TryGetValue("LABELS", out var value) && value.StructValue is { } fields ? fields : new Struct();
        return new WorkloadPeer
        {
            Name = Text(told, "NAME"),
            Namespace = Text(told, "NAMESPACE"),
            WorkloadName = Text(told, "WORKLOAD_NAME"),
            ClusterId = Text(told, "CLUSTER_ID"),
            Owner = Text(told, "OWNER"),
            Identity = Text(told, "IDENTITY"),
            CanonicalName = Text(labels, CanonicalNameLabel),
            CanonicalRevision = Text(labels, CanonicalRevisionLabel),
            App = Text(labels, "app"),
            Version = Text(labels, "version"),
        };
    }

    /// <summary>This proxy as its peers see it.</summary>
    public static WorkloadPeer Local(LocalNode node) => Read(Of(node, []));

    static string Text(Struct fields, string key) => fields.Fields.TryGetValue(key, out var value) ? value.StringValue : "";

    static void Put(Struct fields, string key, string value)
    {
        if (value.Length > 0)
            fields.Fields[key] = Value.ForString(value);
    }
}
