namespace Lateen.Net.Tests.Loops;

/// <summary>Gives every connection a handler made by the test.</summary>
public sealed class Acceptor(Func<IConnection, IConnectionHandler?> accept) : IAcceptHandler
{
    public List<int> Pauses { get; } = [];

    public IConnectionHandler? OnAccepted(IConnection connection) => accept(connection);

    public void OnAcceptPaused(int errno) => Pauses.Add(errno);
}
