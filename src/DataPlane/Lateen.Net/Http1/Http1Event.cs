namespace Lateen.Net.Http1;

/// <summary>What a parser has found at the front of its input.</summary>
public enum Http1Event : byte
{
    /// <summary>Nothing whole: ask again with more bytes behind those not consumed.</summary>
    NeedMore,

    /// <summary>A head is complete.</summary>
    Head,

    /// <summary>A piece of the body.</summary>
    Data,

    /// <summary>The message has ended without further data; trailers, if kept, are in the head.</summary>
    End,

    /// <summary>The peer broke the protocol: nothing that follows can be trusted, and the connection must close.</summary>
    Error,
}
