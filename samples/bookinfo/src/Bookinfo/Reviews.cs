namespace Bookinfo;

/// <summary>How a version of reviews shows ratings; <see cref="None"/> doesn't ask for them.</summary>
internal enum Stars
{
    None,
    Black,
    Red,
}

/// <summary>reviews: what readers wrote, in versions 2 and 3 with the stars that ratings knows.</summary>
internal static class Reviews
{
    public static void Map(WebApplication app, Settings settings, Stars stars) =>
        app.MapGet("/reviews/{id:int}", async (int id, HttpContext context, Upstream upstream) =>
        {
            var ratings = stars == Stars.None ? null : (await upstream.Get(new Uri(settings.Ratings, $"ratings/{id}"), context, Json.Default.BookRatings)).Value;
            return Results.Json(Of(id, settings.PodName, stars, ratings), Json.Default.BookReviews);
        });

    static BookReviews Of(int id, string pod, Stars stars, BookRatings? ratings) => new(id, pod, $"v{1 + (int)stars}",
    [
        new("Reviewer1", "Two pairs of twins, one town, and not a quiet minute. I laughed aloud on the train and missed my stop.", Rating("Reviewer1", stars, ratings)),
        new("Reviewer2", "Light as a feather beside the great tragedies, but the clockwork of its misunderstandings is a marvel.", Rating("Reviewer2", stars, ratings)),
    ]);

    static ReviewRating? Rating(string reviewer, Stars stars, BookRatings? ratings) =>
        stars == Stars.None ? null
        : ratings is not null && ratings.Ratings.TryGetValue(reviewer, out var count) ? new ReviewRating(count, stars == Stars.Black ? "black" : "red", null)
        : new ReviewRating(null, null, "Ratings are not available at the moment");
}
