namespace Lateen.Local;

/// <summary>A local mesh can't do what was asked. The message says what happened, to what, and what to do; it is shown as it is.</summary>
public sealed class LocalMeshException : Exception
{
    public LocalMeshException(string message) : base(message)
    {
    }

    public LocalMeshException(string message, Exception inner) : base(message, inner)
    {
    }
}
