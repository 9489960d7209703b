using System.Text.Json.Nodes;
using Lateen.Config.Stores;
using Lateen.Local.Manifests;

namespace Lateen.Local.Images;

/// <summary>
/// What a user's own images run as here: the mapping <c>local:</c> of the file lateen.yaml beside the manifests, image to command. A command is a list of words, or one text
/// for the shell; a program with a slash is relative to the file's folder.
/// </summary>
internal static class LocalImages
{
    /// <summary>Reads the files beside the manifests; a later one wins.</summary>
    /// <exception cref="LocalMeshException">One of them says something else.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Beside(IEnumerable<string> manifests)
    {
        var images = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var file in manifests.Select(FileOf).Distinct().Where(File.Exists))
            foreach (var (image, command) in Read(file))
                images[image] = command;
        return images;
    }

    static string FileOf(string manifest) => Path.Combine(Directory.Exists(manifest) ? manifest : Path.GetDirectoryName(manifest)!, FileConfigOptions.LocalFile);

    static IEnumerable<(string Image, IReadOnlyList<string> Command)> Read(string file)
    {
        var tree = YamlTree.TryRead(File.ReadAllText(file), out var problem);
        if (problem.Length > 0)
            throw new LocalMeshException($"{file}:{problem}");
        if (tree is null)
            yield break;
        if (tree["local"] is not JsonObject images)
            throw new LocalMeshException($"{file}: there must be a mapping named local: from images to commands.");
        foreach (var (image, command) in images)
            yield return (image, CommandOf(command, Path.GetDirectoryName(file)!) ?? throw new LocalMeshException($"{file}: the command of {image} must be a list of words or one text for the shell."));
    }

    static IReadOnlyList<string>? CommandOf(JsonNode? command, string folder) => command switch
    {
        JsonArray { Count: > 0 } words when words.All(word => word is JsonValue) => [Program(words[0]!.ToString(), folder), .. words.Skip(1).Select(word => word!.ToString())],
        JsonValue text when text.ToString().Trim().Length > 0 => ["/bin/sh", "-c", text.ToString()],
        _ => null,
    };

    static string Program(string name, string folder) => name.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(name, folder) : name;
}
