using System.Text;

namespace Lateen.Net.Http;

/// <summary>
/// A request's head: the pseudo-headers as spans, everything else in <see cref="Headers"/>. It holds bytes of its own, so that it
/// outlives the read that brought it. Pooled by <see cref="HeadPool"/>.
/// </summary>
public sealed class RequestHead
{
    byte[] _line = new byte[512];
    int _lineLength;
    Slice _method, _scheme, _path, _targetAuthority;

    /// <summary>The fields. The authority is among them, where the Host line stood.</summary>
    public HeaderTable Headers { get; } = new();

    /// <summary>The trailer fields; empty unless the body brought some and trailers are enabled.</summary>
    public HeaderTable Trailers { get; } = new(64);

    /// <summary>The protocol that the request came by.</summary>
    public HttpProtocol Protocol { get; set; } = HttpProtocol.Http11;

    /// <summary>How the body ends.</summary>
    public BodyFraming Framing { get; set; }

    /// <summary>The body's length in bytes when <see cref="Framing"/> is Length, else 0.</summary>
    public long ContentLength { get; set; }

    /// <summary>Whether this asks to leave HTTP/1 (an Upgrade other than h2c).</summary>
    public bool IsUpgrade { get; set; }

    /// <summary>Whether the sender wants the connection kept after the response.</summary>
    public bool KeepAlive { get; set; } = true;

    /// <summary>For example "GET"; case is significant.</summary>
    public ReadOnlySpan<byte> Method => Of(_method);

    /// <summary>"http" or "https"; empty until the connection manager has decided.</summary>
    public ReadOnlySpan<byte> Scheme => Of(_scheme);

    /// <summary>Path and query as they will be sent; empty for CONNECT.</summary>
    public ReadOnlySpan<byte> Path => Of(_path);

    /// <summary>Host and port as the client named them; empty when absent.</summary>
    public ReadOnlySpan<byte> Authority => Headers.Get(HeaderId.Authority);

    /// <summary>Whether the method is HEAD.</summary>
    public bool IsHead => Method.SequenceEqual("HEAD"u8);

    /// <summary>Whether the method is CONNECT.</summary>
    public bool IsConnect => Method.SequenceEqual("CONNECT"u8);

    /// <summary>Changes the method. The span must not be one of this head's own.</summary>
    public void SetMethod(ReadOnlySpan<byte> method) => _method = Keep(method);

    /// <summary>Changes the scheme.</summary>
    public void SetScheme(ReadOnlySpan<byte> scheme) => _scheme = Keep(scheme);

    /// <summary>Changes path and query.</summary>
    public void SetPath(ReadOnlySpan<byte> path) => _path = Keep(path);

    /// <summary>Changes the authority, in place of the Host line.</summary>
    public void SetAuthority(ReadOnlySpan<byte> authority) => Headers.Set(HeaderId.Authority, authority);

    /// <summary>Keeps the authority of an absolute or authority-form target until the fields are read.</summary>
    internal void SetTargetAuthority(ReadOnlySpan<byte> authority) => _targetAuthority = Keep(authority);

    /// <summary>The target's authority, if it had one, wins over Host (RFC 9112 section 3.2.2).</summary>
    internal void ApplyTargetAuthority()
    {
        if (_targetAuthority.Length > 0)
            SetAuthority(Of(_targetAuthority));
    }

    /// <summary>The value of a field or a pseudo-header; of several fields, the first.</summary>
    public bool TryGet(HeaderName name, out ReadOnlySpan<byte> value)
    {
        switch (name.Id)
        {
            case HeaderId.Method:
                value = Method;
                return true;
            case HeaderId.Path:
                value = Path;
                return !value.IsEmpty;
            case HeaderId.Scheme:
                value = Scheme;
                return !value.IsEmpty;
            default:
                return Headers.TryGet(name, out value);
        }
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Headers.Clear();
        Trailers.Clear();
        _lineLength = 0;
        _method = _scheme = _path = _targetAuthority = default;
        Protocol = HttpProtocol.Http11;
        Framing = BodyFraming.None;
        ContentLength = 0;
        IsUpgrade = false;
        KeepAlive = true;
        if (_line.Length > 4096)
            _line = new byte[512];
    }

    /// <summary>Copies everything that a sender needs from another head.</summary>
    public void CopyFrom(RequestHead other)
    {
        Clear();
        SetMethod(other.Method);
        SetScheme(other.Scheme);
        SetPath(other.Path);
        Headers.CopyFrom(other.Headers);
        (Protocol, Framing, ContentLength, IsUpgrade, KeepAlive) = (other.Protocol, other.Framing, other.ContentLength, other.IsUpgrade, other.KeepAlive);
    }

    public override string ToString() => $"{Encoding.Latin1.GetString(Method)} {Encoding.Latin1.GetString(Path)}\r\n{Headers}";

    ReadOnlySpan<byte> Of(Slice slice) => _line.AsSpan(slice.Start, slice.Length);

    Slice Keep(ReadOnlySpan<byte> bytes)
    {
        // A rewritten path may be put many times (normalisation, prefix rewrite): the buffer grows with it, and is bounded by those few edits.
        if (_lineLength + bytes.Length > _line.Length)
            Array.Resize(ref _line, Math.Max(_line.Length * 2, _lineLength + bytes.Length));
        bytes.CopyTo(_line.AsSpan(_lineLength));
        var slice = new Slice(_lineLength, bytes.Length);
        _lineLength += bytes.Length;
        return slice;
    }

    readonly record struct Slice(int Start, int Length);
}
