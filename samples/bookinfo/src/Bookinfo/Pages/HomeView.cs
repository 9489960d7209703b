namespace Bookinfo.Pages;

/// <summary>The page at <c>/</c>.</summary>
internal static class HomeView
{
    public static string Render(string? user) => Layout.Page("Welcome", user, """
        <section class="welcome">
          <h1>One book, four services, every request through the mesh.</h1>
          <p>The product page asks <em>details</em> and <em>reviews</em>; reviews in versions 2 and 3 asks <em>ratings</em>. Reload the page and watch the stars change with the route.</p>
          <a class="button large" href="/productpage">Open the product page</a>
        </section>
        """, "A sample of Lateen.");
}
