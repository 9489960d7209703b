using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>What a request must show (envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement).</summary>
abstract class JwtRequirement
{
    /// <summary>The providers that it names, each once.</summary>
    public abstract ImmutableArray<JwtProvider> Providers { get; }

    /// <summary>Whether the request shows it; tokens that count are kept in <paramref name="evaluation"/>.</summary>
    public abstract JwtStatus Check(JwtEvaluation evaluation);

    /// <summary>A valid token of one provider.</summary>
    /// <param name="provider">Whose.</param>
    /// <param name="audiences">Whom it must be meant for.</param>
    public sealed class OfProvider(JwtProvider provider, FrozenSet<string> audiences) : JwtRequirement
    {
        public override ImmutableArray<JwtProvider> Providers { get; } = [provider];

        public override JwtStatus Check(JwtEvaluation evaluation) => evaluation.CheckProvider(provider, audiences);
    }

    /// <summary>One of several; of the failures the last counts that says more than that there is no token, or one of somebody else.</summary>
    public sealed class AnyOf(ImmutableArray<JwtRequirement> alternatives) : JwtRequirement
    {
        public override ImmutableArray<JwtProvider> Providers { get; } = [.. alternatives.SelectMany(one => one.Providers).Distinct()];

        public override JwtStatus Check(JwtEvaluation evaluation)
        {
            var final = JwtStatus.Missing;
            foreach (var alternative in alternatives)
            {
                var mark = evaluation.Mark;
                var status = alternative.Check(evaluation);
                if (status == JwtStatus.Ok)
                    return JwtStatus.Ok;
                evaluation.Forget(mark);
                if (status is not (JwtStatus.Missing or JwtStatus.UnknownIssuer) || (status == JwtStatus.UnknownIssuer && final == JwtStatus.Missing))
                    final = status;
            }

            return final;
        }
    }

    /// <summary>Each of several.</summary>
    public sealed class AllOf(ImmutableArray<JwtRequirement> parts) : JwtRequirement
    {
        public override ImmutableArray<JwtProvider> Providers { get; } = [.. parts.SelectMany(one => one.Providers).Distinct()];

        public override JwtStatus Check(JwtEvaluation evaluation)
        {
            foreach (var part in parts)
            {
                var status = part.Check(evaluation);
                if (status != JwtStatus.Ok)
                    return status;
            }

            return JwtStatus.Ok;
        }
    }

    /// <summary>No token of these providers, or valid ones; <paramref name="orFailed"/>: invalid ones too, which then do not count.</summary>
    public sealed class NoneOrValid(ImmutableArray<JwtProvider> providers, bool orFailed) : JwtRequirement
    {
        readonly JwtPlace[] places = [.. providers.SelectMany(provider => provider.Places).Distinct().OrderBy(Rank)];

        public override ImmutableArray<JwtProvider> Providers => providers;

        public override JwtStatus Check(JwtEvaluation evaluation) => evaluation.CheckAll(providers, places, orFailed);

        static int Rank(JwtPlace place) => place switch { JwtPlace.Header => 0, JwtPlace.Parameter => 1, _ => 2 };
    }
}
