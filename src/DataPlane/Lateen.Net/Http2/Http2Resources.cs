using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>What the HTTP/2 connections of one worker share: heads, slabs, scratch memory, and streams that are not in use.</summary>
public sealed class Http2Resources(HeadPool heads, IEventLoop loop)
{
    const int Kept = 1024;

    readonly Stack<Http2Stream> streams = new();

    public HeadPool Heads => heads;

    public IEventLoop Loop => loop;

    internal HpackScratch Scratch { get; } = new();

    internal Http2Stream RentStream() => streams.TryPop(out var stream) ? stream : new Http2Stream(loop.Slabs);

    internal void Return(Http2Stream stream)
    {
        if (streams.Count < Kept)
            streams.Push(stream);
    }
}
