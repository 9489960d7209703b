namespace Lateen.Local.State;

/// <summary>The processes of a mesh that has no process namespace to end them with: all that have its mark in their environment.</summary>
internal static class MeshProcesses
{
    /// <summary>Ends what a mesh left running.</summary>
    /// <param name="variable">The mark's variable.</param>
    /// <param name="value">Its value: the mesh's state folder, which no other mesh has.</param>
    public static void KillMarked(string variable, string value)
    {
        foreach (var process in ProcessIdentity.All().Where(id => id != Environment.ProcessId && HasMark(id, $"{variable}={value}")).Select(ProcessIdentity.Of).OfType<ProcessIdentity>())
            process.KillNow();
    }

    static bool HasMark(int id, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains(mark);
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
