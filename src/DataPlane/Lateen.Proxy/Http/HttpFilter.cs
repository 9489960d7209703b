using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>A filter that lets everything pass: the base of filters, which override the steps that they take part in.</summary>
public abstract class HttpFilter : IHttpFilter
{
    IHttpFilterCallbacks? _callbacks;

    /// <summary>The stream's callbacks, between <see cref="OnStreamStart"/> and <see cref="OnStreamEnd"/>.</summary>
    protected IHttpFilterCallbacks Callbacks => _callbacks ?? throw new InvalidOperationException("The filter is on no stream.");

    public virtual void OnStreamStart(IHttpFilterCallbacks callbacks) => _callbacks = callbacks;

    public virtual FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream) => FilterHeadersStatus.Continue;

    public virtual FilterDataStatus DecodeData(ReadOnlySpan<byte> data, bool endStream) => FilterDataStatus.Continue;

    public virtual FilterTrailersStatus DecodeTrailers(HeaderTable trailers) => FilterTrailersStatus.Continue;

    public virtual FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream) => FilterHeadersStatus.Continue;

    public virtual FilterDataStatus EncodeData(ReadOnlySpan<byte> data, bool endStream) => FilterDataStatus.Continue;

    public virtual FilterTrailersStatus EncodeTrailers(HeaderTable trailers) => FilterTrailersStatus.Continue;

    public virtual void OnStreamEnd() => _callbacks = null;
}
