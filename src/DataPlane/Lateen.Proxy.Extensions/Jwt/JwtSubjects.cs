using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>The condition on subjects.</summary>
static class JwtSubjects
{
    public static bool Matches(StringMatcher matcher, JwtToken token) =>
        token.Payload.Fields.GetValueOrDefault("sub") is MetadataValue.StringValue subject && matcher.IsMatch(Encoding.UTF8.GetBytes(subject.Value));
}
