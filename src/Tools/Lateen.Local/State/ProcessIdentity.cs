using System.Globalization;
using System.Runtime.InteropServices;

namespace Lateen.Local.State;

/// <summary>One process for as long as it lives: ids are used again, start times with them are not.</summary>
/// <param name="Id">As seen by whoever reads it.</param>
/// <param name="StartTime">In clock ticks since boot (proc(5), stat field 22).</param>
internal sealed partial record ProcessIdentity(int Id, long StartTime)
{
    const int StartTimeField = 19; // Of the fields after the command's name, counted from 0.
    const int ParentField = 1;

    public bool IsAlive => Of(Id) == this;

    /// <summary>The process with this id now, or null.</summary>
    public static ProcessIdentity? Of(int id) => Fields(id) is { } fields ? new ProcessIdentity(id, long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture)) : null;

    /// <summary>Children of a process, in the order of their ids.</summary>
    public static IEnumerable<ProcessIdentity> ChildrenOf(int parent) => All().Where(id => Fields(id)?[ParentField] == parent.ToString(CultureInfo.InvariantCulture)).Select(Of).OfType<ProcessIdentity>();

    /// <summary>
    /// The process that has an id inside the process namespace of which <paramref name="first"/> is the first process, as it is called here.
    /// </summary>
    public static int? HostId(int first, int idInside)
    {
        var space = NamespaceOf(first);
        return space is null ? null : All().Cast<int?>().FirstOrDefault(id => InnermostId(id!.Value) == idInside && NamespaceOf(id.Value) == space);
    }

    /// <summary>Sends a signal, unless the process has ended.</summary>
    public void Signal(PosixSignal signal)
    {
        if (IsAlive)
            _ = Kill(Id, signal == PosixSignal.SIGTERM ? 15 : 2);
    }

    /// <summary>Ends the process at once, unless it has ended.</summary>
    public void KillNow()
    {
        if (IsAlive)
            _ = Kill(Id, 9);
    }

    /// <summary>The ids of all processes, in order.</summary>
    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order();

    static string? NamespaceOf(int id) => Read(() => File.ResolveLinkTarget($"/proc/{id}/ns/pid", returnFinalTarget: false)?.Name);

    static int? InnermostId(int id) => Read(() => File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal)))
        is { } line ? int.Parse(line.AsSpan(line.LastIndexOf('\t') + 1), CultureInfo.InvariantCulture) : null;

    // The command's name is in parentheses and may hold anything, also spaces and parentheses.
    static string[]? Fields(int id) => Read(() => File.ReadAllText($"/proc/{id}/stat")) is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
