using System.Diagnostics;
using System.Globalization;
using Lateen.Local.Processes;
using Lateen.Local.State;

namespace Lateen.Local.Launching;

/// <summary>HTTP from inside a mesh's network, which nothing outside can reach: a second instance of this program enters it and asks.</summary>
public static class InsideHttp
{
    /// <summary>The hidden command of this executable that asks one address and prints the body.</summary>
    public const string CommandName = "fetch";

    const string Prefix = "lateen: ";

    /// <summary>A longer body is refused.</summary>
    public const int LongestBody = 64 * 1024 * 1024;

    /// <summary>Asks one address.</summary>
    /// <param name="processId">A process in the network that is meant, as this machine sees it: a pod's, or the node's.</param>
    /// <param name="mesh">Its mesh.</param>
    /// <param name="self">How to run this executable.</param>
    /// <exception cref="LocalMeshException">Nothing answers, or not with 200.</exception>
    public static async Task<byte[]> Get(int processId, MeshStatus mesh, IReadOnlyList<string> self, bool isRoot, Uri address, CancellationToken cancel)
    {
        string[] enter = [Tool.Find("nsenter"), string.Create(CultureInfo.InvariantCulture, $"--target={processId}"), .. isRoot ? [] : (string[])["--user", "--preserve-credentials"], "--net", "--"];
        string[] command = [.. Meshes.HasProcessNamespace(mesh.Isolation) ? enter : [], .. self, CommandName, address.ToString()];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new LocalMeshException($"{command[0]} could not be started.");
        using var body = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardOutput.BaseStream.CopyToAsync(body, cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? body.ToArray() : throw new LocalMeshException(Sentence(await error) is { Length: > 0 } text ? text : $"{address} can't be asked.");
    }

    // The second instance puts its name before its sentence, as this one will.
    static string Sentence(string error) => error.Trim() is var text && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
}
