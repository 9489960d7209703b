using System.Runtime.InteropServices;

namespace Lateen.ProxyApp;

/// <summary>Calls something when the process is asked to end, in place of ending it at once.</summary>
sealed class EndSignals : IDisposable
{
    readonly PosixSignalRegistration terminate;
    readonly PosixSignalRegistration interrupt;

    public EndSignals(Action asked)
    {
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);

        void Handle(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked();
        }
    }

    public void Dispose()
    {
        terminate.Dispose();
        interrupt.Dispose();
    }
}
