namespace Lateen.Net;

/// <summary>A listening socket of one loop. Its configuration may change under it: the handler is replaced, the socket stays.</summary>
public interface IListener
{
    /// <summary>With the port that the kernel chose where 0 was asked.</summary>
    NetAddress LocalAddress { get; }

    IAcceptHandler Handler { get; set; }

    /// <summary>Stops accepting; new connections wait in the kernel's backlog.</summary>
    void Pause();

    void Resume();

    /// <summary>Closes the socket. Connections that it accepted stay.</summary>
    void Close();
}
