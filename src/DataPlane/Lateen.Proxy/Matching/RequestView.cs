using Lateen.Net.Http;

namespace Lateen.Proxy.Matching;

/// <summary>What matching may read of a request: routes, RBAC rules and explanations are pure functions of it and of configuration.</summary>
/// <remarks>A view of a head that lives elsewhere; valid until that head is edited.</remarks>
public readonly ref struct RequestView(RequestHead head)
{
    readonly RequestHead _head = head;

    /// <summary>For example "GET".</summary>
    public ReadOnlySpan<byte> Method => _head.Method;

    /// <summary>"http" or "https".</summary>
    public ReadOnlySpan<byte> Scheme => _head.Scheme;

    /// <summary>Host and port as sent; may be empty.</summary>
    public ReadOnlySpan<byte> Authority => _head.Authority;

    /// <summary>Path and query, normalised; empty for CONNECT.</summary>
    public ReadOnlySpan<byte> Path => _head.Path;

    /// <summary>The fields.</summary>
    public HeaderTable Headers => _head.Headers;

    /// <summary>The value of a field or a pseudo-header; of several fields, the first.</summary>
    public bool TryGetHeader(HeaderName name, out ReadOnlySpan<byte> value) => _head.TryGet(name, out value);

    /// <summary>
    /// The values of a field joined by commas, as header matchers see repeated fields. <paramref name="scratch"/> is used only when
    /// there are several; when it is too small the first value is given and <paramref name="complete"/> is false.
    /// </summary>
    public bool TryGetJoined(HeaderName name, Span<byte> scratch, out ReadOnlySpan<byte> value, out bool complete)
    {
        complete = true;
        if (!_head.TryGet(name, out value))
            return false;
        if (_head.Headers.CountOf(name) < 2)
            return true;
        complete = TryJoin(name, scratch, out var length);
        if (complete)
            value = scratch[..length];
        return true;
    }

    bool TryJoin(HeaderName name, Span<byte> scratch, out int length)
    {
        length = 0;
        foreach (var value in _head.Headers.ValuesOf(name))
        {
            if (length + 1 + value.Length > scratch.Length)
                return false;
            if (length > 0)
                scratch[length++] = (byte)',';
            value.CopyTo(scratch[length..]);
            length += value.Length;
        }

        return true;
    }
}
