namespace Bookinfo;

/// <summary>details: facts about a book.</summary>
internal static class Details
{
    public static void Map(WebApplication app) => app.MapGet("/details/{id:int}", (int id) => Results.Json(Of(id), Json.Default.BookDetails));

    static BookDetails Of(int id) => new(id, "William Shakespeare", 1595, "paperback", 200, "Folio House", "English", "1234567890", "123-1234567890");
}
