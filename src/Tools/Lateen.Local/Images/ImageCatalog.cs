namespace Lateen.Local.Images;

/// <summary>What runs here for a container's image: programs instead of layers.</summary>
internal sealed class ImageCatalog
{
    const string BookinfoPrefix = "lateen/bookinfo-";
    readonly IReadOnlyDictionary<string, IReadOnlyList<string>> own;
    readonly string bookinfo;

    /// <param name="own">Images of the user's own: image to command.</param>
    /// <param name="bookinfo">The path of the sample's executable.</param>
    public ImageCatalog(IReadOnlyDictionary<string, IReadOnlyList<string>> own, string bookinfo) => (this.own, this.bookinfo) = (own, bookinfo);

    /// <summary>Finds the command of an image, with or without a tag.</summary>
    public bool TryFind(string image, out IReadOnlyList<string> command)
    {
        if (own.TryGetValue(image, out command!) || own.TryGetValue(WithoutTag(image), out command!))
            return true;
        var name = WithoutTag(image);
        command = name == "lateen/echo" ? [bookinfo, "echo"]
            : name.StartsWith(BookinfoPrefix, StringComparison.Ordinal) ? [bookinfo, name[BookinfoPrefix.Length..]] : [];
        return command.Count > 0;
    }

    // A colon before the last slash belongs to a registry's port.
    static string WithoutTag(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
