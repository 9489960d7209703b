using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>The pseudo-headers of a request (RFC 9113 section 8.3.1, RFC 8441) on their way into its head.</summary>
struct RequestPseudo
{
    bool hasMethod;
    bool hasScheme;
    bool hasPath;
    bool hasAuthority;
    bool hasProtocol;

    public void Take(in HpackField field, RequestHead head, ref FieldList list)
    {
        switch (field.Id)
        {
            case HeaderId.Method when Accepts(ref hasMethod, field, ref list):
                head.SetMethod(field.Value);
                break;
            case HeaderId.Scheme when Accepts(ref hasScheme, field, ref list):
                head.SetScheme(field.Value);
                break;
            case HeaderId.Path when Accepts(ref hasPath, field, ref list):
                if (field.Value.ContainsAny(PathBreakers))
                    list.Fail(Http2Error.InvalidField);
                head.SetPath(field.Value);
                break;
            case HeaderId.Authority when Accepts(ref hasAuthority, field, ref list):
                if (field.Value.Contains((byte)'@'))
                    list.Fail(Http2Error.InvalidField);
                head.SetAuthority(field.Value);
                break;
            case HeaderId.Protocol when Accepts(ref hasProtocol, field, ref list):
                // Kept where HTTP/1 keeps it.
                head.Headers.Append(HeaderId.Upgrade, field.Value);
                break;
            case HeaderId.Method or HeaderId.Scheme or HeaderId.Path or HeaderId.Authority or HeaderId.Protocol:
                break;
            default:
                list.Fail(Http2Error.InvalidField);
                break;
        }
    }

    /// <summary>A host field stands in for a missing :authority, and is dropped beside one.</summary>
    public readonly void TakeHost(in HpackField field, RequestHead head, ref FieldList list)
    {
        if (hasAuthority)
            return;
        if (head.Headers.Contains(HeaderId.Authority) || field.Value.Contains((byte)'@'))
            list.Fail(Http2Error.InvalidField);
        else
            list.Add(field, head.Headers);
    }

    /// <summary>All fields were read: do they make a request?</summary>
    public readonly Http2Error Finish(RequestHead head, bool allowConnect)
    {
        if (!hasMethod || !head.Headers.Contains(HeaderId.Authority))
            return Http2Error.InvalidMessage;
        if (head.IsConnect)
            return hasProtocol ? FinishExtendedConnect(head, allowConnect) : hasScheme || hasPath ? Http2Error.InvalidMessage : Http2Error.None;
        if (hasProtocol || !hasScheme || !hasPath)
            return Http2Error.InvalidMessage;
        return IsPath(head) ? Http2Error.None : Http2Error.InvalidMessage;
    }

    static System.Buffers.SearchValues<byte> PathBreakers { get; } =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 33).Select(b => (byte)b), 127]);

    static bool IsPath(RequestHead head) =>
        head.Path.StartsWith((byte)'/') || (head.Path.SequenceEqual("*"u8) && head.Method.SequenceEqual("OPTIONS"u8));

    // From here on it is what an HTTP/1 client would have asked for: everything behind knows one kind of upgrade.
    readonly Http2Error FinishExtendedConnect(RequestHead head, bool allowConnect)
    {
        if (!allowConnect || !hasScheme || !hasPath || !IsPath(head))
            return Http2Error.InvalidMessage;
        head.SetMethod("GET"u8);
        head.Headers.Append(HeaderId.Connection, "upgrade"u8);
        head.IsUpgrade = true;
        return Http2Error.None;
    }

    static bool Accepts(ref bool has, in HpackField field, ref FieldList list)
    {
        var isRepeated = has || field.Value.IsEmpty;
        has = true;
        return list.AcceptPseudo(isRepeated);
    }
}
