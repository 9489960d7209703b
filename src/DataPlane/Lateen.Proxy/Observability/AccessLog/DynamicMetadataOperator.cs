using Lateen.Net.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>%DYNAMIC_METADATA(NAMESPACE:KEY:…)%: a string as it is, everything else as JSON; without a key, the whole namespace as JSON.</summary>
sealed class DynamicMetadataOperator(string ns, string[] path) : LogOperator
{
    public static DynamicMetadataOperator? TryCreate(string? argument, out string? error)
    {
        var parts = argument?.Split(':') ?? [];
        error = parts.Length == 0 || parts.Contains("") ? "%DYNAMIC_METADATA% needs a namespace, and may have keys, in parentheses: (NAMESPACE:KEY:KEY)" : null;
        return error is null ? new DynamicMetadataOperator(parts[0], parts[1..]) : null;
    }

    public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        if (Find(info.DynamicMetadata) is not { } value)
            return false;
        if (value is MetadataValue.StringValue text)
            line.Append(text.Value);
        else
            line.Append(MetadataJson.Bytes(value).Span);
        return true;
    }

    MetadataValue? Find(DynamicMetadata? metadata)
    {
        if (metadata is null || path.Length > 0)
            return metadata?.Find(ns, path);
        return metadata.Struct(ns) is { Fields.Count: > 0 } all ? all : null;
    }
}
