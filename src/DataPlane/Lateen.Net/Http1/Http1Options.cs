namespace Lateen.Net.Http1;

/// <summary>What one side accepts. Immutable; shared by its connections.</summary>
public sealed record Http1Options
{
    /// <summary>Envoy's defaults for requests.</summary>
    public static Http1Options Request { get; } = new();

    /// <summary>Envoy's defaults for responses.</summary>
    public static Http1Options Response { get; } = new() { MaxHeadBytes = 80 * 1024 };

    /// <summary>Bytes of a head, or of a message's trailers, 1 KiB to 8 MiB.</summary>
    public int MaxHeadBytes { get; init; } = 60 * 1024;

    /// <summary>Fields of a head, or of a message's trailers.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>Bytes that all chunk extensions of one message may take.</summary>
    public int MaxChunkExtensionBytes { get; init; } = 16 * 1024;

    /// <summary>Whether trailers are kept; they are checked in any case.</summary>
    public bool EnableTrailers { get; init; }

    /// <summary>Whether HTTP/1.0 requests are served.</summary>
    public bool AcceptHttp10 { get; init; }

    /// <summary>Whether `GET http://host/path` is taken apart; otherwise the target stays as it is.</summary>
    public bool AllowAbsoluteUrl { get; init; } = true;

    /// <summary>What becomes of field names with an underscore.</summary>
    public UnderscoreAction Underscores { get; init; }
}

/// <summary>What becomes of field names with an underscore, which some applications cannot tell from a hyphen.</summary>
public enum UnderscoreAction : byte
{
    Allow,
    RejectRequest,
    DropHeader,
}
