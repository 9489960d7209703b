using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Lateen.Local.Sandbox;

/// <summary>Makes sockets that belong to a pod's network namespace, for probing what only the pod itself can reach.</summary>
internal static partial class NamespaceSocket
{
    const int CloneNewNet = 0x4000_0000;

    /// <summary>A stream socket in the namespace that a file stands for.</summary>
    public static Task<Socket> Create(string namespaceFile)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // setns moves one thread; this one ends with its task and never does anything else.
        new Thread(() => Make(namespaceFile, made)) { IsBackground = true, Name = "pod socket" }.Start();
        return made.Task;
    }

    static void Make(string namespaceFile, TaskCompletionSource<Socket> made)
    {
        try
        {
            using var file = File.OpenHandle(namespaceFile);
            if (SetNamespace((int)file.DangerousGetHandle(), CloneNewNet) != 0)
                throw new LocalMeshException($"entering {namespaceFile} failed: {Marshal.GetLastPInvokeErrorMessage()}");
            made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        }
        catch (Exception problem)
        {
            made.SetException(problem);
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int type);
}
