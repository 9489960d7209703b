using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Jwt;
using Lateen.Proxy.Extensions.Reading;
using ProtoRequirement = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtRequirement;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Reads trees of requirements.</summary>
sealed class JwtRequirementReading(FrozenDictionary<string, JwtProvider> providers)
{
    const int MaxDepth = 16;

    /// <summary>All providers, in a fixed order.</summary>
    readonly ImmutableArray<JwtProvider> all = [.. providers.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    public JwtRequirement Read(ProtoRequirement message, FieldPath at) => Read(message, at, all, 0);

    JwtRequirement Read(ProtoRequirement message, FieldPath at, ImmutableArray<JwtProvider> considered, int depth)
    {
        if (depth > MaxDepth)
        {
            at.FailUnsupported($"requirements nested deeper than {MaxDepth}");
            return new JwtRequirement.AllOf([]);
        }

        switch (message.RequiresTypeCase)
        {
            case ProtoRequirement.RequiresTypeOneofCase.ProviderName:
                return OfProvider(message.ProviderName, null, at);
            case ProtoRequirement.RequiresTypeOneofCase.ProviderAndAudiences:
                return OfProvider(message.ProviderAndAudiences.ProviderName, message.ProviderAndAudiences.Audiences, at);
            case ProtoRequirement.RequiresTypeOneofCase.RequiresAny:
                return ReadAny(message.RequiresAny.Requirements, at["requires_any"], depth);
            case ProtoRequirement.RequiresTypeOneofCase.RequiresAll:
                return new JwtRequirement.AllOf(
                    [.. message.RequiresAll.Requirements.Select((one, i) => Read(one, at["requires_all"]["requirements", i], all, depth + 1))]);
            case ProtoRequirement.RequiresTypeOneofCase.AllowMissing:
                return new JwtRequirement.NoneOrValid(considered, orFailed: false);
            case ProtoRequirement.RequiresTypeOneofCase.AllowMissingOrFailed:
                return new JwtRequirement.NoneOrValid(considered, orFailed: true);
            case ProtoRequirement.RequiresTypeOneofCase.ExtractOnlyWithoutValidation:
                at["extract_only_without_validation"].FailUnsupported("believing tokens without checking them");
                return new JwtRequirement.AllOf([]);
            default:
                return new JwtRequirement.AllOf([]);
        }
    }

    /// <summary>Requirements that let a missing token pass come last, and look only for tokens of the providers beside them.</summary>
    JwtRequirement.AnyOf ReadAny(IReadOnlyList<ProtoRequirement> messages, FieldPath at, int depth)
    {
        var read = messages.Select((one, i) => (Message: one, At: at["requirements", i])).ToArray();
        var regular = read.Where(one => !LetsPass(one.Message)).Select(one => Read(one.Message, one.At, all, depth + 1)).ToArray();
        ImmutableArray<JwtProvider> beside = [.. regular.SelectMany(one => one.Providers).Distinct()];
        var passing = read.Where(one => LetsPass(one.Message))
            .OrderByDescending(one => one.Message.RequiresTypeCase == ProtoRequirement.RequiresTypeOneofCase.AllowMissingOrFailed).Take(1)
            .Select(one => Read(one.Message, one.At, beside.IsEmpty ? all : beside, depth + 1));
        return new JwtRequirement.AnyOf([.. regular, .. passing]);
    }

    static bool LetsPass(ProtoRequirement message) =>
        message.RequiresTypeCase is ProtoRequirement.RequiresTypeOneofCase.AllowMissing or ProtoRequirement.RequiresTypeOneofCase.AllowMissingOrFailed;

    JwtRequirement OfProvider(string name, IReadOnlyList<string>? audiences, FieldPath at)
    {
        if (providers.TryGetValue(name, out var provider))
            return new JwtRequirement.OfProvider(provider, audiences is null ? provider.Audiences : audiences.Select(JwtProvider.Bare).ToFrozenSet(StringComparer.Ordinal));
        at.Fail($"Required provider ['{name}'] is not configured.");
        return new JwtRequirement.AllOf([]);
    }
}
