using System.Buffers.Text;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>What the three kinds of header block have in common: limits, and the rules for fields (RFC 9113 section 8.2).</summary>
struct FieldList(Http2Options options)
{
    readonly Http2Options options = options;
    int count;
    int size;
    bool hasFields;

    /// <summary>The first thing that is wrong. The block is decoded to its end all the same.</summary>
    public Http2Error Error { get; private set; }

    /// <summary>The announced length; -1 without.</summary>
    public long ContentLength { get; private set; } = -1;

    public void Fail(Http2Error error)
    {
        if (Error == Http2Error.None)
            Error = error;
    }

    /// <summary>Counts a field and checks its form; false when it must not be used.</summary>
    public bool Accept(in HpackField field)
    {
        size += field.Size;
        count++;
        if (size > options.MaxHeaderListBytes)
            Fail(Http2Error.HeadersTooLarge);
        else if (count > options.MaxHeaders)
            Fail(Http2Error.TooManyHeaders);
        else if ((field.Facts.Flaws & (FieldFlaws.Name | FieldFlaws.Value)) != 0)
            Fail(Http2Error.InvalidField);
        return Error == Http2Error.None;
    }

    /// <summary>A pseudo-header stands in front of all fields and only once.</summary>
    public bool AcceptPseudo(bool isRepeated)
    {
        if (hasFields || isRepeated)
            Fail(Http2Error.InvalidField);
        return Error == Http2Error.None;
    }

    /// <summary>Adds a field that is no pseudo-header, if it may be there.</summary>
    public void Add(in HpackField field, HeaderTable target)
    {
        hasFields = true;
        if (IsForbidden(field) || (field.Id == HeaderId.ContentLength && !TakeLength(field.Value)))
        {
            Fail(Http2Error.InvalidField);
            return;
        }

        if ((field.Facts.Flaws & FieldFlaws.Underscore) != 0 && options.Underscores != UnderscoreAction.Allow)
        {
            if (options.Underscores == UnderscoreAction.RejectRequest)
                Fail(Http2Error.UnexpectedUnderscore);
            return;
        }

        target.Append(field.Name, field.Id, field.Facts.Hash, field.Value);
    }

    static bool IsForbidden(in HpackField field) => field.Id switch
    {
        HeaderId.Connection or HeaderId.KeepAlive or HeaderId.ProxyConnection or HeaderId.TransferEncoding or HeaderId.Upgrade => true,
        HeaderId.Te => !field.Value.SequenceEqual("trailers"u8),
        _ => false,
    };

    bool TakeLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength >= 0 || value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length)
            return false;
        ContentLength = length;
        return true;
    }
}
