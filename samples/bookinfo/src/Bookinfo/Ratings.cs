namespace Bookinfo;

/// <summary>ratings: stars per reviewer.</summary>
internal static class Ratings
{
    public static void Map(WebApplication app) => app.MapGet("/ratings/{id:int}", (int id) =>
        Results.Json(new BookRatings(id, new Dictionary<string, int> { ["Reviewer1"] = 5, ["Reviewer2"] = 4 }), Json.Default.BookRatings));
}
