using System.Net;

namespace Bookinfo.Pages;

/// <summary>The frame of every page: head, bar with the user, footer.</summary>
internal static class Layout
{
    public static string Page(string title, string? user, string main, string footer) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{Text(title)} · Bookinfo</title>
          <link rel="icon" href="/static/book.svg">
          <link rel="stylesheet" href="/static/bookinfo.css">
        </head>
        <body>
          <header class="bar"><a class="brand" href="/productpage"><img src="/static/book.svg" alt="">Bookinfo</a>{Account(user)}</header>
          <main>{main}</main>
          <footer>{footer}</footer>
        </body>
        </html>
        """;

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    static string Account(string? user) => user is null
        ? """<form class="account" method="post" action="/login"><input name="username" placeholder="Your name" maxlength="64" autocomplete="username" aria-label="Your name" required><button>Sign in</button></form>"""
        : $"""<div class="account"><span class="user">{Text(user)}</span><a class="button" href="/logout">Sign out</a></div>""";
}
