using System.Globalization;
using System.Text;
using static Bookinfo.Pages.Layout;

namespace Bookinfo.Pages;

/// <summary>The page at <c>/productpage</c>: the book, its details, its reviews, and which pods answered.</summary>
internal static class ProductView
{
    public const string Summary =
        "Two pairs of identical twins, parted in a shipwreck, come to the same town on the same day. Nobody is who they are taken for, every " +
        "errand goes to the wrong door, and a gold chain passes through more hands than anyone can explain.";

    public static string Render(Product product, string? user, BookDetails? details, BookReviews? reviews, string pod) => Page(product.Title, user, $"""
        <section class="book">
          <div class="cover" aria-hidden="true"><span>The Comedy<br>of Errors</span></div>
          <div class="about">
            <h1>{Text(product.Title)}</h1>
            <p class="author">{Text(details?.Author ?? "Author unknown for now")}</p>
            <p class="summary">{Text(Summary)}</p>
            {Facts(details)}
          </div>
        </section>
        <section class="reviews">
          <h2>Reviews</h2>
          {Cards(reviews)}
        </section>
        """, Footer(pod, reviews));

    static string Facts(BookDetails? details) => details is null
        ? """<p class="trouble">Details are not available at the moment.</p>"""
        : $"""
          <dl class="facts">
            {Fact("Type", details.Type)}{Fact("Pages", details.Pages.ToString(CultureInfo.InvariantCulture))}{Fact("Publisher", details.Publisher)}
            {Fact("Language", details.Language)}{Fact("ISBN-10", details.Isbn10)}{Fact("ISBN-13", details.Isbn13)}
          </dl>
          """;

    static string Fact(string name, string value) => $"<div><dt>{name}</dt><dd>{Text(value)}</dd></div>";

    static string Cards(BookReviews? reviews)
    {
        if (reviews is null)
            return """<p class="trouble">Reviews are not available at the moment.</p>""";
        var cards = new StringBuilder("""<div class="cards">""");
        foreach (var review in reviews.Reviews)
            cards.Append(CultureInfo.InvariantCulture, $"""<blockquote class="card">{StarRow(review.Rating)}<p>{Text(review.Text)}</p><cite>{Text(review.Reviewer)}</cite></blockquote>""");
        return cards.Append("</div>").ToString();
    }

    static string StarRow(ReviewRating? rating) => rating switch
    {
        null => "",
        { Stars: { } count } => $"""<div class="stars {Text(rating.Color)}" role="img" aria-label="{count} of 5 stars">{new string('★', count)}<span>{new string('★', Math.Max(0, 5 - count))}</span></div>""",
        _ => $"""<div class="trouble">{Text(rating.Error)}</div>""",
    };

    static string Footer(string pod, BookReviews? reviews) =>
        $"""Page by <code>{Text(pod)}</code>{(reviews is null ? "" : $""" · reviews <b class="version">{Text(reviews.Version)}</b> by <code>{Text(reviews.PodName)}</code>""")}""";
}
