namespace Lateen.Net.Engine;

/// <summary>The life of a connection, in order: it only moves forward.</summary>
enum ConnectionPhase : byte
{
    Connecting,
    Open,

    /// <summary>Close was called; output is still being sent.</summary>
    Closing,

    /// <summary>FIN is sent; the peer's bytes are discarded until its FIN or the linger timer.</summary>
    Lingering,

    /// <summary>The end is decided; the flush step of this batch reports it.</summary>
    Ending,

    /// <summary>OnClosed was called.</summary>
    Ended,
}
