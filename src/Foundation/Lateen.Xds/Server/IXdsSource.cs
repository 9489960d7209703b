namespace Lateen.Xds.Server;

/// <summary>What a server serves: one view for each client.</summary>
public interface IXdsSource
{
    /// <summary>
    /// Opens the view of a client that has just connected, or refuses it (bad node id, nobody known by that name).
    /// </summary>
    /// <param name="peer">Who connected.</param>
    /// <param name="changed">
    /// To be called, from any thread and as often as the source likes, when <see cref="IXdsView.Advance"/> may have
    /// something new. It only sets a flag and returns at once.
    /// </param>
    XdsOpening Open(XdsPeer peer, Action changed);
}
