using Lateen.Net.Http;
using Lateen.Proxy.Http;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Counts messages as they pass, by the lengths in front of them; bodies are not kept.</summary>
sealed class GrpcStatsFilterFactory(string name) : IHttpFilterFactory
{
    public string Name { get; } = name;

    public bool IsTerminal => false;

    public IHttpFilter Create() => new Filter();

    sealed class Filter : HttpFilter
    {
        // Lives as long as the filter: whoever reports the stream reads it before the filter begins another.
        readonly GrpcMessages _messages = new();
        GrpcFrameCounter _requests;
        GrpcFrameCounter _responses;
        bool _isGrpc;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            _requests = _responses = default;
            _messages.Requests = _messages.Responses = 0;
            _isGrpc = GrpcContent.IsGrpc(request.Headers);
            if (_isGrpc)
                Callbacks.StreamInfo.SetState(GrpcMessages.Key, _messages);
            return FilterHeadersStatus.Continue;
        }

        public override FilterDataStatus DecodeData(ReadOnlySpan<byte> data, bool endStream)
        {
            if (_isGrpc)
                _messages.Requests += _requests.Count(data);
            return FilterDataStatus.Continue;
        }

        public override FilterDataStatus EncodeData(ReadOnlySpan<byte> data, bool endStream)
        {
            if (_isGrpc)
                _messages.Responses += _responses.Count(data);
            return FilterDataStatus.Continue;
        }
    }
}
