namespace Lateen.Xds.Client;

/// <summary>A response read as an update, or the reason why the whole of it is rejected.</summary>
readonly record struct XdsReading(XdsUpdate? Update, string? Error)
{
    public static XdsReading Of(XdsUpdate update)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        XdsReceived? twice = update.Resources.FirstOrDefault(resource => resource.Name.Length > 0 && !names.Add(resource.Name));
        return twice is null ? new(update, null) : Failed($"duplicate resource {twice.Name} in a response of {update.TypeUrl}");
    }

    public static XdsReading Failed(string error) => new(null, error);
}
