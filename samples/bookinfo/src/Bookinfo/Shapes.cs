namespace Bookinfo;

internal sealed record Product(int Id, string Title, string DescriptionHtml);

internal sealed record BookDetails(int Id, string Author, int Year, string Type, int Pages, string Publisher, string Language, string Isbn10, string Isbn13);

/// <summary>What reviews answers; <paramref name="PodName"/> and <paramref name="Version"/> show which pod did.</summary>
internal sealed record BookReviews(int Id, string PodName, string Version, Review[] Reviews);

internal sealed record Review(string Reviewer, string Text, ReviewRating? Rating);

/// <summary>Stars from 1 to 5 in a colour, or, where ratings could not be asked, why not.</summary>
internal sealed record ReviewRating(int? Stars, string? Color, string? Error);

internal sealed record BookRatings(int Id, Dictionary<string, int> Ratings);

internal sealed record EchoReply(string PodName, string Method, string Path, Dictionary<string, string> Headers, int BodyBytes);
