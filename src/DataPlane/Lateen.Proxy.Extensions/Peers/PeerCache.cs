using System.Buffers.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Peers;

/// <summary>
/// The peers that one worker has decoded, by the whole header, so that a peer cannot pass as another by its id. Bounded: full, it
/// starts afresh.
/// </summary>
public sealed class PeerCache
{
    /// <summary>Peers kept at most.</summary>
    public const int Capacity = 1024;

    readonly Dictionary<byte[], WorkloadPeer?> _peers = new(ByteKeys.Instance);

    /// <summary>The peer that a header's value tells of; null when it is not base64 of a Struct.</summary>
    public WorkloadPeer? Find(ReadOnlySpan<byte> header)
    {
        var lookup = _peers.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(header, out var known))
            return known;
        if (_peers.Count == Capacity)
            _peers.Clear();
        return _peers[header.ToArray()] = Decode(header);
    }

    static WorkloadPeer? Decode(ReadOnlySpan<byte> header)
    {
        if (header.Length > PeerStruct.MaxBytes)
            return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(header.Length)];
        return Base64.DecodeFromUtf8(header, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            ? PeerStruct.Decode(bytes.AsSpan(0, written))
            : null;
    }
}
