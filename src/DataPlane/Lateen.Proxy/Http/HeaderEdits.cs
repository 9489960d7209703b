using System.Runtime.CompilerServices;
using Lateen.Net.Http;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>Header edits of one level of a route, with their formats compiled. Made once per piece of configuration.</summary>
sealed class HeaderEdits
{
    static readonly ConditionalWeakTable<HeaderMutations, HeaderEdits> Compiled = [];

    readonly HeaderMutations mutations;
    readonly SubstitutionFormat?[] formats;

    HeaderEdits(HeaderMutations mutations)
    {
        this.mutations = mutations;
        formats = [.. mutations.Add.Select(add => SubstitutionFormat.TryCompile(add.Format, omitEmpty: true, out _))];
    }

    /// <summary>Applies a route's edits to a request: the most specific level first, so that a wider one has the last word, or the other way round where configured.</summary>
    public static void ApplyToRequest(StreamRoute route, HeaderTable headers, StreamInfo info, RequestHead request)
    {
        if (route.Entry is not { } entry)
            return;
        var specificWins = entry.Table.MostSpecificHeaderMutationsWin;
        Apply(specificWins ? entry.Table.RequestHeaders : route.Weighted?.RequestHeaders, headers, info, request, null);
        Apply(specificWins ? entry.VirtualHost.RequestHeaders : entry.Route.RequestHeaders, headers, info, request, null);
        Apply(specificWins ? entry.Route.RequestHeaders : entry.VirtualHost.RequestHeaders, headers, info, request, null);
        Apply(specificWins ? route.Weighted?.RequestHeaders : entry.Table.RequestHeaders, headers, info, request, null);
    }

    /// <inheritdoc cref="ApplyToRequest"/>
    public static void ApplyToResponse(StreamRoute route, ResponseHead response, StreamInfo info, RequestHead? request)
    {
        if (!route.HasEntry || route.Entry is not { } entry)
            return;
        var headers = response.Headers;
        var specificWins = entry.Table.MostSpecificHeaderMutationsWin;
        Apply(specificWins ? entry.Table.ResponseHeaders : route.Weighted?.ResponseHeaders, headers, info, request, response);
        Apply(specificWins ? entry.VirtualHost.ResponseHeaders : entry.Route.ResponseHeaders, headers, info, request, response);
        Apply(specificWins ? entry.Route.ResponseHeaders : entry.VirtualHost.ResponseHeaders, headers, info, request, response);
        Apply(specificWins ? route.Weighted?.ResponseHeaders : entry.Table.ResponseHeaders, headers, info, request, response);
    }

    static void Apply(HeaderMutations? mutations, HeaderTable headers, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        if (mutations is { IsEmpty: false })
            Compiled.GetValue(mutations, static m => new HeaderEdits(m)).Apply(headers, info, request, response);
    }

    void Apply(HeaderTable headers, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        foreach (var name in mutations.Remove)
            headers.Remove(name);
        for (var i = 0; i < formats.Length; i++)
            Add(mutations.Add[i], formats[i], headers, info, request, response);
    }

    static void Add(HeaderAddition addition, SubstitutionFormat? format, HeaderTable headers, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        // A fresh line per header: edits are rare, and a value must not be longer than what a head may hold.
        var line = new LogLine();
        format?.Write(line, info, request, response);
        if (line.Length == 0 && !addition.KeepEmptyValue)
            return;
        switch (addition.Action)
        {
            case HeaderAppendAction.AppendIfExistsOrAdd:
                headers.Append(addition.Name, line.Written);
                break;
            case HeaderAppendAction.AddIfAbsent when !headers.Contains(addition.Name):
                headers.Append(addition.Name, line.Written);
                break;
            case HeaderAppendAction.OverwriteIfExistsOrAdd:
                headers.Set(addition.Name, line.Written);
                break;
            case HeaderAppendAction.OverwriteIfExists when headers.Contains(addition.Name):
                headers.Set(addition.Name, line.Written);
                break;
        }
    }
}
