using Lateen.Proxy.Http.Upstream;

namespace Lateen.Proxy.Http.Router;

/// <summary>Answers for attempts that ended without a response. Those without a transport's words are made once.</summary>
static class ResetReplies
{
    static readonly Dictionary<(ResetReason Reason, bool Retried), LocalReply> Common = Enum.GetValues<ResetReason>()
        .SelectMany(reason => new[] { (reason, false), (reason, true) })
        .ToDictionary(key => key, key => Make(key.Item1, key.Item2, null));

    /// <summary>The reply for a reason; <paramref name="transportFailure"/> goes into the details only, since it tells of the mesh's inside.</summary>
    public static LocalReply Of(ResetReason reason, bool wasRetried, string? transportFailure) =>
        transportFailure is null ? Common[(reason, wasRetried)] : Make(reason, wasRetried, transportFailure);

    /// <summary>The details of a reset in the middle of a response.</summary>
    public static string AfterStart(ResetReason reason, string? transportFailure) =>
        $"upstream_reset_after_response_started{{{Words(reason, transportFailure)}}}";

    static LocalReply Make(ResetReason reason, bool wasRetried, string? transportFailure)
    {
        var latest = wasRetried ? "retried and the latest reset reason" : "reset reason";
        var reply = LocalReply.Text(
            reason.Status(),
            $"upstream connect error or disconnect/reset before headers. {latest}: {reason.Text()}",
            $"upstream_reset_before_response_started{{{Words(reason, transportFailure)}}}",
            reason.Flag());
        return reason == ResetReason.Overflow ? reply with { Headers = [new("x-envoy-overloaded", "true")] } : reply;
    }

    static string Words(ResetReason reason, string? transportFailure) =>
        (transportFailure is null ? reason.Text() : $"{reason.Text()}|{transportFailure}").Replace(' ', '_');
}
