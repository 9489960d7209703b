using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lateen.Net.Http;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>
/// Checks one request after the other against requirements. Nothing of the request is changed by it: what valid tokens bring is applied when the whole
/// requirement has held.
/// </summary>
sealed class JwtEvaluation(JwtStats stats)
{
    readonly FoundTokens found = new();
    readonly List<AcceptedToken> accepted = [];
    WorkerContext worker = null!;
    RequestHead request = null!;
    ulong now;

    /// <summary>The tokens that counted, in the order in which they were checked.</summary>
    public ReadOnlySpan<AcceptedToken> Accepted => CollectionsMarshal.AsSpan(accepted);

    /// <summary>How many tokens count so far.</summary>
    public int Mark => accepted.Count;

    /// <summary>Checks a request.</summary>
    /// <param name="requirement">What it must show.</param>
    /// <param name="of">The request.</param>
    /// <param name="on">The worker.</param>
    /// <param name="seconds">Since 1970.</param>
    public JwtStatus Run(JwtRequirement requirement, RequestHead of, WorkerContext on, ulong seconds)
    {
        (request, worker, now) = (of, on, seconds);
        accepted.Clear();
        return requirement.Check(this);
    }

    /// <summary>What was accepted after the mark does not count, since its requirement failed as a whole.</summary>
    public void Forget(int mark) => accepted.RemoveRange(mark, accepted.Count - mark);

    /// <summary>Lets go of the request's tokens.</summary>
    public void Clear() => accepted.Clear();

    /// <summary>One token, of this provider.</summary>
    public JwtStatus CheckProvider(JwtProvider provider, FrozenSet<string> audiences)
    {
        found.Look(request, provider.Places.AsSpan());
        if (found.Count == 0)
            return JwtStatus.Missing;
        if (found.Count > 1)
            return JwtStatus.Multiple;
        return Accept(0, provider, audiences);
    }

    /// <summary>Every token in the places, each of the provider that its issuer has there.</summary>
    public JwtStatus CheckAll(ImmutableArray<JwtProvider> providers, JwtPlace[] places, bool orFailed)
    {
        found.Look(request, places);
        for (var i = 0; i < found.Count; i++)
        {
            var status = AcceptOf(i, providers);
            if (status != JwtStatus.Ok && !orFailed)
                return status;
        }

        return JwtStatus.Ok;
    }

    JwtStatus AcceptOf(int index, ImmutableArray<JwtProvider> providers)
    {
        // A token that is known needs no parsing to find out whose it is.
        foreach (var provider in providers)
        {
            if (provider.Places.Contains(found.PlaceOf(index)) && State(provider).Cache.Find(found[index]) is not null)
                return Accept(index, provider, provider.Audiences);
        }

        var status = JwtToken.TryParse(found[index], out var token);
        if (status != JwtStatus.Ok)
            return status;
        foreach (var provider in providers)
        {
            if (provider.Places.Contains(found.PlaceOf(index)) && (provider.Issuer.Length == 0 || provider.Issuer == token!.Issuer))
                return Accept(index, provider, provider.Audiences);
        }

        return JwtStatus.UnknownIssuer;
    }

    JwtStatus Accept(int index, JwtProvider provider, FrozenSet<string> audiences)
    {
        var state = State(provider);
        var known = state.Cache.Find(found[index]);
        if (known is not null)
            worker.Stats.Increment(stats.CacheHit);
        var token = known?.Token;
        if (token is null && JwtToken.TryParse(found[index], out token) is not JwtStatus.Ok and var unreadable)
            return unreadable;
        var status = CheckClaims(provider, audiences, token!);
        if (status != JwtStatus.Ok)
            return status;
        if (known is null)
        {
            worker.Stats.Increment(stats.CacheMiss);
            status = state.Keys.Verify(token!);
            if (status != JwtStatus.Ok)
                return status;
            known = new VerifiedToken(provider, token!);
            state.Cache.Add(known);
        }

        accepted.Add(new AcceptedToken(provider, known, found.PlaceOf(index)));
        return JwtStatus.Ok;
    }

    JwtStatus CheckClaims(JwtProvider provider, FrozenSet<string> audiences, JwtToken token)
    {
        if (provider.Issuer.Length > 0 && token.Issuer != provider.Issuer)
            return JwtStatus.UnknownIssuer;
        if (provider.Subjects is { } subjects && !JwtSubjects.Matches(subjects, token))
            return JwtStatus.VerificationFails;
        var status = provider.CheckTime(token, now);
        if (status != JwtStatus.Ok)
            return status;
        return JwtProvider.Allows(audiences, token) ? JwtStatus.Ok : JwtStatus.AudienceNotAllowed;
    }

    ProviderState State(JwtProvider provider) => worker.PartOf(provider, static (config, _) => new ProviderState(config));
}
