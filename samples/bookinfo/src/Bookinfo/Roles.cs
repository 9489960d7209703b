namespace Bookinfo;

/// <summary>A service of the sample: its name on the command line, and what runs it until SIGTERM.</summary>
internal sealed record Role(string Name, Func<Settings, Task> Run);

/// <summary>Every service that this executable can be, sorted by name.</summary>
internal static class Roles
{
    public static readonly IReadOnlyList<Role> All =
    [
        new("details", settings => Server.Run(settings, Details.Map)),
        new("echo", settings => Server.Run(settings, Echo.Map)),
        new("load", Load.Run),
        new("productpage", settings => Server.Run(settings, Productpage.Map)),
        new("ratings", settings => Server.Run(settings, Ratings.Map)),
        new("reviews-v1", settings => Server.Run(settings, app => Reviews.Map(app, settings, Stars.None))),
        new("reviews-v2", settings => Server.Run(settings, app => Reviews.Map(app, settings, Stars.Black))),
        new("reviews-v3", settings => Server.Run(settings, app => Reviews.Map(app, settings, Stars.Red))),
    ];
}
