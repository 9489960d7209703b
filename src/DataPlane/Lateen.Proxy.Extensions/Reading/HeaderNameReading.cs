using Lateen.Net.Http;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Readers of header names, which are compared in lower case.</summary>
public static class HeaderNameReading
{
    static readonly string[] Pseudo = [":method", ":path", ":authority", ":scheme", ":status", ":protocol"];

    /// <summary>A header's name, pseudo-headers included; a harmless one, with the reason noted, when it is none.</summary>
    public static HeaderName Read(string name, FieldPath at)
    {
        var lower = name.ToLowerInvariant();
        if (HeaderName.IsValid(lower) || Array.IndexOf(Pseudo, lower) >= 0)
            return HeaderName.Of(lower);
        at.Fail($"value does not match regex pattern: '{name}' is not a header name");
        return HeaderName.Of("x-invalid");
    }

    /// <summary>The name of a header that may be changed: neither a pseudo-header nor host.</summary>
    public static HeaderName ReadMutable(string name, FieldPath at)
    {
        if (name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase))
            at.Fail(":-prefixed or host headers may not be modified");
        return Read(name, at);
    }
}
