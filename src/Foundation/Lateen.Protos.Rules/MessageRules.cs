using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Lateen.Protos.Rules;

/// <summary>
/// The rules that Envoy's API gives the fields of its messages (protoc-gen-validate): Envoy refuses a resource that breaks one, before it looks at
/// anything else. Read from the tables of <c>eng/protos</c>, for every message of Lateen.Protos. Safe on any thread.
/// </summary>
public static class MessageRules
{
    /// <summary>Messages deeper than this, those inside an Any included, are refused: protobuf's own limit counts each Any anew.</summary>
    public const int MaxDepth = 128;

    /// <summary>
    /// Every rule that a message breaks, in the order of its fields; empty when it breaks none. Looks into nested messages, and into an Any only when
    /// <paramref name="types"/> knows its message: who opens an Any is also who checks it.
    /// </summary>
    public static IReadOnlyList<RuleViolation> Check(IMessage message, TypeRegistry? types = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var check = new MessageCheck(types);
        check.Visit(message, MessagePlan.Of(message.Descriptor), path: "", depth: 0);
        return check.Violations;
    }
}
