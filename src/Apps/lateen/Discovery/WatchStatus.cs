using Lateen.Xds.Server;

namespace Lateen.Cli.Discovery;

/// <summary>How one type stands on one stream, at one moment.</summary>
internal sealed record WatchStatus(
    string TypeUrl, bool All, IReadOnlyList<string> Names, string NonceSent, string NonceAcked, string VersionSent, string VersionAcked, string? LastError)
{
    public static WatchStatus Of(XdsWatch watch) => new(
        watch.TypeUrl, watch.All, [.. watch.Names], watch.NonceSent, watch.NonceAcked, watch.VersionSent, watch.VersionAcked, watch.LastError);
}
