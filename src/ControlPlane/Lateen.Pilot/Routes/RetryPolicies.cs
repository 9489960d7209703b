using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Retry.Host.PreviousHosts.V3;
using Envoy.Extensions.Retry.Priority.PreviousPriorities.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;

namespace Lateen.Pilot.Routes;

/// <summary>When and how often a request is tried again.</summary>
static class RetryPolicies
{
    const string BuiltInConditions = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
    const string InboundCondition = "reset-before-request";
    const string StatusCodes = "retriable-status-codes";
    const uint BuiltInAttempts = 2;
    const int HostSelectionAttempts = 5;
    const int PriorityUpdateFrequency = 2;

    /// <summary>The sidecar's own route to its workload.</summary>
    public static RetryPolicy Inbound() => new() { RetryOn = InboundCondition, NumRetries = BuiltInAttempts };

    /// <summary>What a rule says, else what the mesh says, else the built-in policy; null for no retries.</summary>
    /// <param name="rule">Of the route; null when it says nothing.</param>
    /// <param name="mesh">MeshConfig.defaultHttpRetryPolicy.</param>
    /// <param name="isHashed">Whether the one destination is chosen by a hash, which another host would not honour.</param>
    public static RetryPolicy? Outbound(HTTPRetry? rule, HTTPRetry? mesh, bool isHashed)
    {
        var settings = rule ?? mesh;
        if (settings is null)
            return BuiltIn(isHashed);
        if (settings.Attempts <= 0)
            return null;
        var policy = BuiltIn(isHashed || settings.RetryIgnorePreviousHosts == false);
        policy.NumRetries = (uint)settings.Attempts;
        if (settings.RetryOn.Length > 0)
            ApplyConditions(policy, settings.RetryOn);
        policy.PerTryTimeout = settings.PerTryTimeout;
        if (settings.Backoff is not null)
            policy.RetryBackOff = new RetryPolicy.Types.RetryBackOff { BaseInterval = settings.Backoff };
        if (settings.RetryRemoteLocalities == true)
            policy.RetryPriority = PreviousPriorities();
        return policy;
    }

    static RetryPolicy BuiltIn(bool mayRepeatHost)
    {
        var policy = new RetryPolicy
        {
            RetryOn = BuiltInConditions, NumRetries = BuiltInAttempts, HostSelectionRetryMaxAttempts = HostSelectionAttempts,
        };
        if (!mayRepeatHost)
            policy.RetryHostPredicate.Add(OtherHosts());
        return policy;
    }

    /// <summary>Numbers among the conditions are status codes.</summary>
    static void ApplyConditions(RetryPolicy policy, string text)
    {
        ImmutableArray<string> tokens = [.. text.Split(',', StringSplitOptions.TrimEntries)];
        var codes = tokens.Where(IsNumber).Select(token => uint.Parse(token, CultureInfo.InvariantCulture)).ToArray();
        var words = string.Join(',', tokens.Where(token => !IsNumber(token)));
        policy.RetryOn = codes.Length == 0 ? words : words + "," + StatusCodes;
        policy.RetriableStatusCodes.AddRange(codes);
    }

    static bool IsNumber(string token) => uint.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    static RetryPolicy.Types.RetryHostPredicate OtherHosts() => new()
    {
        Name = "envoy.retry_host_predicates.previous_hosts", TypedConfig = Any.Pack(new PreviousHostsPredicate()),
    };

    static RetryPolicy.Types.RetryPriority PreviousPriorities() => new()
    {
        Name = "envoy.retry_priorities.previous_priorities",
        TypedConfig = Any.Pack(new PreviousPrioritiesConfig { UpdateFrequency = PriorityUpdateFrequency }),
    };
}
