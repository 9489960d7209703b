using System.Collections.Immutable;
using System.Text;
using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>Whether a verified certificate has one of the expected subject alternative names.</summary>
static class PeerNameRule
{
    /// <summary>Null when every name will do.</summary>
    public static Func<CertificateSummary, bool>? Of(ImmutableArray<SanMatcher> matchers) =>
        matchers.IsEmpty ? null : certificate => IsExpected(certificate, matchers);

    static bool IsExpected(CertificateSummary certificate, ImmutableArray<SanMatcher> matchers)
    {
        foreach (var matcher in matchers)
        {
            if (Covers(matcher, SanType.Uri) && IsAny(certificate.UriSans, matcher)) return true;
            if (Covers(matcher, SanType.Dns) && IsAnyDns(certificate.DnsSans, matcher)) return true;
            if (Covers(matcher, SanType.IpAddress) && IsAny(certificate.IpSans, matcher)) return true;
            if (Covers(matcher, SanType.Email) && IsAny(certificate.EmailSans, matcher)) return true;
        }
        return false;
    }

    static bool Covers(SanMatcher matcher, SanType type) => matcher.Type == SanType.Any || matcher.Type == type;

    static bool IsAny(IReadOnlyList<string> names, SanMatcher matcher)
    {
        foreach (var name in names)
            if (matcher.Matcher.IsMatch(Encoding.UTF8.GetBytes(name))) return true;
        return false;
    }

    /// <summary>An exact DNS name also fits a certificate's wildcard for its first label (RFC 6125).</summary>
    static bool IsAnyDns(IReadOnlyList<string> names, SanMatcher matcher)
    {
        if (matcher.Matcher.ExactText is not { } wanted) return IsAny(names, matcher);
        foreach (var name in names)
            if (string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase) || FitsWildcard(name, wanted)) return true;
        return false;
    }

    static bool FitsWildcard(string pattern, string wanted)
    {
        var dot = wanted.IndexOf('.');
        return pattern.StartsWith("*.", StringComparison.Ordinal) && dot > 0 && wanted.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}
