using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Lateen.Local.Containers;
using Lateen.Local.Processes;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Local.Launching;

/// <summary>
/// Starts a node inside namespaces of its own and waits for it. Whatever happens to either, the other ends too: the node when the pipe
/// between them closes, and the kernel removes everything that is inside the namespaces with the node.
/// </summary>
public sealed class Launcher(Machine machine, UpOptions options)
{
    /// <summary>Runs a mesh until it ends.</summary>
    /// <param name="report">Gets a sentence for each step.</param>
    /// <returns>The node's exit code.</returns>
    /// <exception cref="LocalMeshException">It can't start; nothing is left.</exception>
    public async Task<int> Run(Action<string> report, CancellationToken cancel)
    {
        var directory = new MeshDirectory(machine.StateFolder, options.Name);
        Meshes.RemoveRemains(directory);
        CheckPrograms();
        var isolation = await ChooseIsolation(report, cancel);
        using var gateway = Listen();
        directory.Create();
        try
        {
            return await RunNode(directory, isolation, gateway, cancel);
        }
        finally
        {
            EndLeftovers(directory, isolation);
            directory.Remove();
        }
    }

    // Without a process namespace, nothing ends a node's programs when it is killed.
    static void EndLeftovers(MeshDirectory directory, Isolation isolation)
    {
        if (isolation == Isolation.Loopback)
            MeshProcesses.KillMarked(ContainerPlanner.MeshVariable, directory.Root);
    }

    async Task<int> RunNode(MeshDirectory directory, Isolation isolation, Socket gateway, CancellationToken cancel)
    {
        using var lifeline = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        using var block = isolation == Isolation.Loopback ? LoopbackBlock.Take() : null;
        InheritedHandle.Pass((int)gateway.Handle);
        var launch = LaunchOf(isolation, gateway, lifeline.GetClientHandleAsString()) with { Block = block?.Number ?? 0 };
        StateFile.Write(directory.LaunchFile, launch);
        string[] node = [.. machine.Self, "node", directory.LaunchFile, .. options.NodeArguments];
        string[] command = isolation == Isolation.Loopback ? node : [Tool.Find("unshare"), .. IsolationProbe.Unshare(isolation), .. node];
        using var holder = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))) ?? throw new LocalMeshException($"{command[0]} could not be started.");
        lifeline.DisposeLocalCopyOfClientHandle();
        gateway.Dispose();
        StateFile.Write(directory.LaunchFile, launch with { Holder = ProcessIdentity.Of(holder.Id) });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        await using var cancelled = cancel.Register(lifeline.Dispose);
        await holder.WaitForExitAsync(CancellationToken.None);
        return holder.ExitCode;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            lifeline.Dispose();
        }
    }

    Launch LaunchOf(Isolation isolation, Socket gateway, string lifeline) => new()
    {
        Name = options.Name,
        Parent = machine.StateFolder,
        Isolation = isolation,
        Files = [.. options.Files.Select(Path.GetFullPath)],
        Self = machine.Self,
        ProxyProgram = machine.ProxyProgram,
        Envoy = options.Envoy is null ? null : Path.GetFullPath(options.Envoy),
        BookinfoProgram = machine.BookinfoProgram,
        DotnetRoot = machine.DotnetRoot,
        GatewaySocket = (int)gateway.Handle,
        GatewayAddress = $"http://{gateway.LocalEndPoint}",
        Lifeline = lifeline,
        Launcher = ProcessIdentity.Of(Environment.ProcessId),
    };

    void CheckPrograms()
    {
        foreach (var path in options.Files)
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new LocalMeshException($"{path} is no file and no folder.");
        foreach (var program in (string?[])[machine.ProxyProgram, machine.BookinfoProgram, options.Envoy])
            if (program is not null && !File.Exists(program))
                throw new LocalMeshException($"{program} is not there; `./lateen build` makes what Lateen needs.");
    }

    async Task<Isolation> ChooseIsolation(Action<string> report, CancellationToken cancel)
    {
        var (found, reason) = options.Isolation == Isolation.Loopback ? (Isolation.Loopback, "as you wish") : await IsolationProbe.Choose(machine.IsRoot, cancel);
        if (options.Isolation is { } wanted && wanted != Isolation.Loopback && found == Isolation.Loopback)
            throw new LocalMeshException($"network namespaces are not possible here: {reason}. --isolation loopback needs none.");
        if (found == Isolation.Loopback && options.Envoy is not null)
            throw new LocalMeshException($"Envoy needs a network namespace for each pod ({reason}); without --proxy, lateen-proxy runs without them.");
        report(found switch
        {
            Isolation.Namespaces => "isolation: a network namespace per pod",
            Isolation.UserNamespaces => "isolation: a network namespace per pod, inside a user namespace",
            _ => $"isolation: loopback addresses, for looking, not for security: applications reach services by HTTP_PROXY, and everybody here can go around it ({reason})",
        });
        return found;
    }

    Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            socket.Listen();
            return socket;
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw new LocalMeshException(problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? string.Create(CultureInfo.InvariantCulture, $"port {options.Port} of 127.0.0.1 is taken; choose another for the gateway with --port, or --port 0 for any.")
                : string.Create(CultureInfo.InvariantCulture, $"port {options.Port} of 127.0.0.1 can't be opened for the gateway: {problem.Message}"), problem);
        }
    }
}
