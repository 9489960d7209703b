using System.Net;
using System.Reflection;
using Bookinfo.Pages;

namespace Bookinfo;

/// <summary>productpage: the page that people see; asks details and reviews.</summary>
internal static class Productpage
{
    const string UserCookie = "bookinfo-user";
    const int LongestUserName = 64;

    static readonly Product[] Products = [new(0, "The Comedy of Errors", ProductView.Summary)];

    public static void Map(WebApplication app)
    {
        app.MapGet("/", (HttpContext context) => Html(HomeView.Render(User(context))));
        app.MapGet("/productpage", (Delegate)Show);
        app.MapPost("/login", (Delegate)Login);
        app.MapGet("/logout", Logout);
        app.MapGet("/static/{name}", Static);
        app.MapGet("/api/v1/products", () => Results.Json(Products, Json.Default.ProductArray));
        app.MapGet("/api/v1/products/{id:int}", (int id, HttpContext context, Upstream upstream, Settings settings) =>
            Forward(upstream.Get(new Uri(settings.Details, $"details/{id}"), context, Json.Default.BookDetails, User(context)), Json.Default.BookDetails));
        app.MapGet("/api/v1/products/{id:int}/reviews", (int id, HttpContext context, Upstream upstream, Settings settings) =>
            Forward(upstream.Get(new Uri(settings.Reviews, $"reviews/{id}"), context, Json.Default.BookReviews, User(context)), Json.Default.BookReviews));
        app.MapGet("/api/v1/products/{id:int}/ratings", (int id, HttpContext context, Upstream upstream, Settings settings) =>
            Forward(upstream.Get(new Uri(settings.Ratings, $"ratings/{id}"), context, Json.Default.BookRatings, User(context)), Json.Default.BookRatings));
    }

    static async Task<IResult> Show(HttpContext context, Upstream upstream, Settings settings)
    {
        var user = User(context);
        var details = upstream.Get(new Uri(settings.Details, "details/0"), context, Json.Default.BookDetails, user);
        var reviews = upstream.Get(new Uri(settings.Reviews, "reviews/0"), context, Json.Default.BookReviews, user);
        return Html(ProductView.Render(Products[0], user, (await details).Value, (await reviews).Value, settings.PodName));
    }

    static async Task<IResult> Forward<T>(Task<(HttpStatusCode Status, T? Value)> asked, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape)
        where T : class
    {
        var (status, value) = await asked;
        return value is null ? Results.StatusCode((int)status) : Results.Json(value, shape);
    }

    static async Task<IResult> Login(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = form["username"].ToString().Trim();
        if (name.Length is > 0 and <= LongestUserName)
            context.Response.Cookies.Append(UserCookie, Uri.EscapeDataString(name), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        return Results.LocalRedirect("/productpage");
    }

    static IResult Logout(HttpContext context)
    {
        context.Response.Cookies.Delete(UserCookie);
        return Results.LocalRedirect("/productpage");
    }

    // The name goes into a header: what could not stand there is not a name.
    static string? User(HttpContext context) =>
        context.Request.Cookies.TryGetValue(UserCookie, out var text) && Uri.UnescapeDataString(text) is { Length: > 0 and <= LongestUserName } name
        && name.All(c => c is >= ' ' and <= '~') ? name : null;

    static IResult Static(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"static/{name}") is { } file
        ? Results.Stream(file, name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "image/svg+xml")
        : Results.NotFound();

    static IResult Html(string page) => Results.Content(page, "text/html; charset=utf-8");
}
