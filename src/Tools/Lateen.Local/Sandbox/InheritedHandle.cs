using System.Runtime.InteropServices;

namespace Lateen.Local.Sandbox;

/// <summary>Passes file descriptors to a program that is started, and stops them from going further.</summary>
internal static partial class InheritedHandle
{
    const int SetDescriptorFlags = 2; // F_SETFD
    const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Programs started from now on get this descriptor.</summary>
    public static void Pass(int descriptor) => Set(descriptor, 0);

    /// <summary>Programs started from now on don't.</summary>
    public static void Keep(int descriptor) => Set(descriptor, CloseOnExec);

    static void Set(int descriptor, int flags)
    {
        if (Control(descriptor, SetDescriptorFlags, flags) < 0)
            throw new LocalMeshException($"file descriptor {descriptor} can't be passed on: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
