using System.Collections.Frozen;
using Envoy.Config.Route.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using RetryPolicy = Lateen.Proxy.Routing.RetryPolicy;

namespace Lateen.Proxy.Config.Translation;

/// <summary>RetryPolicy -> <see cref="RetryPolicy"/>.</summary>
static class RetryTranslator
{
    static readonly FrozenDictionary<string, RetryOn> Conditions = new Dictionary<string, RetryOn>
    {
        ["5xx"] = RetryOn.ServerError,
        ["gateway-error"] = RetryOn.GatewayError,
        ["reset"] = RetryOn.Reset,
        ["reset-before-request"] = RetryOn.ResetBeforeRequest,
        ["connect-failure"] = RetryOn.ConnectFailure,
        ["refused-stream"] = RetryOn.RefusedStream,
        ["retriable-4xx"] = RetryOn.Retriable4xx,
        ["retriable-status-codes"] = RetryOn.RetriableStatusCodes,
        ["retriable-headers"] = RetryOn.RetriableHeaders,
        ["envoy-ratelimited"] = RetryOn.EnvoyRateLimited,
        ["cancelled"] = RetryOn.GrpcCancelled,
        ["deadline-exceeded"] = RetryOn.GrpcDeadlineExceeded,
        ["internal"] = RetryOn.GrpcInternal,
        ["resource-exhausted"] = RetryOn.GrpcResourceExhausted,
        ["unavailable"] = RetryOn.GrpcUnavailable,
    }.ToFrozenDictionary();

    public static RetryPolicy Translate(Envoy.Config.Route.V3.RetryPolicy retry, FieldPath at)
    {
        var backOff = retry.RetryBackOff;
        return new RetryPolicy
        {
            On = ReadConditions(retry.RetryOn),
            Retries = retry.NumRetries ?? 1,
            PerTryTimeout = retry.PerTryTimeout.Read(default, at["per_try_timeout"]),
            PerTryIdleTimeout = retry.PerTryIdleTimeout.Read(default, at["per_try_idle_timeout"]),
            RetriableStatusCodes = [.. retry.RetriableStatusCodes.Select(code => (int)code)],
            RetriableResponseHeaders = retry.RetriableHeaders.Read(at, "retriable_headers"),
            RetriableRequestHeaders = retry.RetriableRequestHeaders.Read(at, "retriable_request_headers"),
            BackOffBase = (backOff?.BaseInterval).Read(TimeSpan.FromMilliseconds(25), at["retry_back_off"]["base_interval"]),
            BackOffMax = backOff?.MaxInterval.ReadOptional(at["retry_back_off"]["max_interval"]),
            AvoidPreviousHosts = AvoidsPreviousHosts(retry, at),
            HostSelectionMaxAttempts = (int)Math.Clamp(retry.HostSelectionRetryMaxAttempts, 1, int.MaxValue),
        };
    }

    // Words that Envoy doesn't know are ignored by it: a newer one must not refuse the route.
    static RetryOn ReadConditions(string text)
    {
        var conditions = RetryOn.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            conditions |= Conditions.GetValueOrDefault(word);
        return conditions;
    }

    static bool AvoidsPreviousHosts(Envoy.Config.Route.V3.RetryPolicy retry, FieldPath at)
    {
        var avoids = false;
        for (var i = 0; i < retry.RetryHostPredicate.Count; i++)
        {
            var name = retry.RetryHostPredicate[i].Name;
            if (name == "envoy.retry_host_predicates.previous_hosts")
                avoids = true;
            else if (name is not ("envoy.retry_host_predicates.omit_canary_hosts" or "envoy.retry_host_predicates.omit_host_metadata"))
                at["retry_host_predicate", i].Fail($"Didn't find a registered implementation for name: '{name}'");
            else
                at["retry_host_predicate", i].FailUnsupported(name);
        }

        return avoids;
    }
}
