using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Lateen.Net.Http;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Config.Translation;

/// <summary>headers_to_add and headers_to_remove -> <see cref="HeaderMutations"/>.</summary>
static class HeaderMutationTranslator
{
    /// <param name="add">Headers to add.</param>
    /// <param name="remove">Names to remove.</param>
    /// <param name="at">The message that has both.</param>
    /// <param name="which">"request" or "response": the fields' prefix.</param>
    public static HeaderMutations Translate(IReadOnlyList<HeaderValueOption> add, IReadOnlyList<string> remove, FieldPath at, string which)
    {
        if (add.Count == 0 && remove.Count == 0)
            return HeaderMutations.None;
        return new HeaderMutations(
            [.. add.Select((option, i) => Translate(option, at[which + "_headers_to_add", i]))],
            [.. remove.Select((name, i) => ReadRemoval(name, at[which + "_headers_to_remove", i]))]);
    }

    static HeaderName ReadRemoval(string name, FieldPath at)
    {
        if (name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase))
            at.Fail(":-prefixed or host headers may not be removed");
        return HeaderNameReading.Read(name, at);
    }

    static HeaderAddition Translate(HeaderValueOption option, FieldPath at)
    {
        var header = option.Header ?? new HeaderValue();
        var format = header.RawValue.IsEmpty ? header.Value : header.RawValue.ToStringUtf8();
        SubstitutionFormat.TryCompile(format, omitEmpty: true, out var error);
        at["header"]["value"].Check(error);
        return new HeaderAddition(HeaderNameReading.ReadMutable(header.Key, at["header"]["key"]), format, ReadAction(option), option.KeepEmptyValue);
    }

#pragma warning disable CS0612 // Istio still sends append.
    static HeaderAppendAction ReadAction(HeaderValueOption option) => option.AppendAction switch
    {
        HeaderValueOption.Types.HeaderAppendAction.AddIfAbsent => HeaderAppendAction.AddIfAbsent,
        HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd => HeaderAppendAction.OverwriteIfExistsOrAdd,
        HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExists => HeaderAppendAction.OverwriteIfExists,
        _ => option.Append == false ? HeaderAppendAction.OverwriteIfExistsOrAdd : HeaderAppendAction.AppendIfExistsOrAdd,
    };
#pragma warning restore CS0612
}
